// Lists over HTTP: every kind of upload, what is refused and why, and what is left after a deletion.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { listPageSchema, listSchema, problemsSchema } from '../../src/http/schemas/list.ts';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  until,
  uploadForm,
} from '../support/installation.ts';
import { writeWorkbook, writeZip } from '../support/zip-writer.ts';
import { jsonOf, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

type List = z.infer<typeof listSchema>;

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({
    settings: { SLUICE_UPLOAD_MAX_BYTES: '200000', SLUICE_WORKBOOK_MAX_BYTES: '20000' },
  });
});
afterAll(() => sluice.close());

const upload = (file: string | Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) =>
  sluice.request('/v1/lists', { method: 'POST', body: uploadForm(file, fields) });
const listOf = (id: string) => jsonOf<List>(sluice.request(`/v1/lists/${id}`));
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
const inline = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;

async function complete(file: string | Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) {
  return listOf((await completeList(sluice, file, fields)).id);
}

describe('an upload', () => {
  it('is accepted at once and shows its progress until it is completed', async () => {
    const answer = await upload('email\nann@gmail.com\n', { name: 'Spring mailing', source: 'event' });
    expect(answer.status).toBe(202);
    const accepted = (await answer.json()) as { id: string };
    expect(accepted).toEqual({ id: expect.stringMatching(/^lst_[0-9a-f]{32}$/), status: 'queued' });
    const list = await until(async () => {
      const seen = listSchema.strict().parse(await listOf(accepted.id));
      expect(['queued', 'running', 'completed']).toContain(seen.status);
      return seen.status === 'completed' ? seen : null;
    });
    expect(list).toMatchObject({
      name: 'Spring mailing',
      source: 'event',
      revision: 1,
      rows: 1,
      processed: 1,
      failure: null,
      completed_at: expect.any(String),
    });
  });

  it('adds up: verdicts, reasons and rows', async () => {
    const addresses = [
      'ann@gmail.com',
      'ANN@gmail.com',
      'bob@gmial.com',
      'x@nullmx.org',
      'nobody',
      '',
      'info@kelpworks.com',
    ];
    const list = await complete(`email,n\n${addresses.map((address, at) => `${address},${at}\n`).join('')}`);
    expect(list).toMatchObject({ rows: 7, processed: 7, duplicates: 1 });
    expect(sum(list.counts)).toBe(7);
    expect(sum(list.reasons)).toBe(7);
    expect(list.reasons).toEqual({
      ok: 2,
      'role-account': 1,
      nxdomain: 1,
      'null-mx': 1,
      'invalid-syntax': 2,
    });
  });

  it('of several chunks adds up over all of them', async () => {
    const rows = Array.from({ length: 12_001 }, (_, at) => `u${at % 6000}@gmail.com`);
    const list = await complete(rows.join('\n'));
    expect(list).toMatchObject({ rows: 12_001, processed: 12_001, duplicates: 6001 });
    expect(list.counts).toEqual({ deliverable: 12_001, risky: 0, undeliverable: 0, unknown: 0 });
  });

  it.each([
    ['UTF-16 with a mark', Buffer.from('\uFEFFemail;name\r\nann@gmail.com;Jos\u00e9\r\n', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('email;name\r\nann@gmail.com;Jos\u00e9\r\n', 'utf16le')],
    ['Windows-1252', Buffer.from('email;name\r\nann@gmail.com;Jos\u00e9\r\n', 'latin1')],
    ['one address a line', 'ann@gmail.com\n'],
    ['tabs', 'name\temail\nAnn\tann@gmail.com\n'],
    ['a bare carriage return at line ends', 'email\rann@gmail.com\r'],
    ['no header', '1,ann@gmail.com,x\n'],
    ['no line end', 'email\nann@gmail.com'],
    ['XLSX', writeWorkbook({ rows: `<row>${inline('email')}</row><row>${inline('ann@gmail.com')}</row>` })],
  ])('in %s has its one row verified', async (_, file) => {
    const bytes = typeof file === 'string' ? file : new Uint8Array(file);
    expect(await complete(bytes)).toMatchObject({ rows: 1, reasons: { ok: 1 } });
  });

  it.each([
    ['nothing', ''],
    ['a byte order mark', '\uFEFF'],
    ['a header', 'email,name\n'],
  ])('of %s is completed with no rows', async (_, file) => {
    const list = await complete(file);
    expect(list).toMatchObject({ status: 'completed', rows: 0, processed: 0, reasons: {} });
    expect(sum(list.counts)).toBe(0);
  });

  it('has its column named where nothing tells it', async () => {
    const file = 'a,b\nann@gmail.com,bob@gmail.com\nann@gmail.com,bob@nullmx.org\n';
    expect(await complete(file, { address_column: 'b' })).toMatchObject({ reasons: { ok: 1, 'null-mx': 1 } });
    expect(await complete(file, { address_column: '1' })).toMatchObject({ reasons: { ok: 2 } });
  });

  it('keeps columns whose names are those of every object', async () => {
    const list = await complete('__proto__,constructor,email,toString\n1,2,ann@gmail.com,3\n');
    expect(list.rows).toBe(1);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});

describe('a file without addresses', () => {
  it('is 422 and names the columns that a header names', async () => {
    const problem = await problemOf(await upload('id,name\n1,Ann\n2,Bob\n'), 'no-address-column');
    expect(problem.detail).toContain('2 columns (id, name)');
  });

  it('is 422 and counts the columns where the first row may be a person', async () => {
    const answer = await upload('Roe,1961-04-03,F50.0\nDoe,1970-01-01,F32.1\n');
    const problem = await problemOf(answer, 'no-address-column');
    expect(problem.detail).toContain('3 columns;');
    expect(problem.detail).toContain('1, 2, 3');
    expect(JSON.stringify(problem)).not.toMatch(/Roe|1961|F50/);
  });

  it('is 422 where the named column is not there', async () => {
    const answer = await upload('email\nann@gmail.com\n', { address_column: 'mail of the patient' });
    expect(JSON.stringify(await problemOf(answer, 'no-address-column'))).not.toContain('patient');
  });

  it('stays as a failed list, which says why and can be removed', async () => {
    await upload('Roe,1961-04-03\n', { name: 'No addresses' });
    const { lists } = listPageSchema.parse(await jsonOf(sluice.request('/v1/lists')));
    expect(lists[0]).toMatchObject({
      name: 'No addresses',
      status: 'failed',
      failure: 'no-address-column',
      rows: 0,
    });
    expect((await sluice.request(`/v1/lists/${lists[0]?.id}`, { method: 'DELETE' })).status).toBe(204);
  });
});

describe('a file that cannot be read', () => {
  const OLE2 = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
  const MIXED = Buffer.concat([
    Buffer.from('\uFEFFemail,name\n'),
    Buffer.from('ann@gmail.com,Jos\u00e9\n'.repeat(2000), 'latin1'),
  ]);
  const BOMB = writeWorkbook({ rows: `<row>${inline('a'.repeat(8_000_000))}</row>` });

  it.each([
    [
      'a picture',
      Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(3000)]),
      'not-a-text-file',
    ],
    ['a PDF', Buffer.from('%PDF-1.7\nann@gmail.com\n'), 'not-a-text-file'],
    ['an encrypted or old workbook', OLE2, 'workbook-encrypted'],
    ['a zip of other things', writeZip([{ name: 'a.txt', content: 'ann@gmail.com' }]), 'not-a-text-file'],
    [
      'a workbook beyond the limit',
      writeZip([{ name: 'a', content: randomBytes(30_000) }]),
      'workbook-too-large',
    ],
    ['a workbook that inflates beyond its ratio', BOMB, 'workbook-too-large'],
    [
      'a file beyond the limit',
      Buffer.from(`email\n${'ann@gmail.com\n'.repeat(20_000)}`),
      'upload-too-large',
    ],
    ['2,001 columns', Buffer.from(`${'email,'.repeat(2000)}x\nann@gmail.com\n`), 'too-many-columns'],
    ['UTF-8 that turns into Latin-1', MIXED, 'encoding-invalid'],
  ] as const)('(%s) is refused with the reason', async (_, file, code) => {
    await problemOf(await upload(new Uint8Array(file)), code);
    const { lists } = listPageSchema.parse(await jsonOf(sluice.request('/v1/lists')));
    expect(lists[0]).toMatchObject({ status: 'failed', failure: code });
  });
});

describe('a form that does not fit', () => {
  it.each([
    ['a name', { name: ' ' }, '/name'],
    ['a short name', { name: 'x'.repeat(201) }, '/name'],
    ['a source of the list', { source: 'ebay' }, '/source'],
  ])('for want of %s is 422', async (_, fields, pointer) => {
    const idsOf = async () => {
      const { lists } = listPageSchema.parse(await jsonOf(sluice.request('/v1/lists')));
      return lists.map(({ id }) => id);
    };
    const before = await idsOf();
    const problem = await problemOf(await upload('email\nann@gmail.com\n', fields), 'invalid-value');
    expect(problem.pointer).toBe(pointer);
    expect(JSON.stringify(problem)).not.toContain('ebay');
    expect(await idsOf()).toEqual(before);
  });

  it('takes the source for unknown where none is given', async () => {
    const body = new FormData();
    body.set('name', 'Sourceless');
    body.set('file', new Blob(['ann@gmail.com\n']), 'list.csv');
    const { id } = await jsonOf<{ id: string }>(sluice.request('/v1/lists', { method: 'POST', body }));
    expect((await listOf(id)).source).toBe('unknown');
  });

  const form = (...entries: [string, string | Blob][]) => {
    const body = new FormData();
    for (const [name, value] of entries) body.append(name, value);
    return body;
  };
  const FILE = new Blob(['ann@gmail.com\n']);

  it.each([
    ['no file', form(['name', 'x'], ['source', 'event'])],
    [
      'a field behind the file',
      form(['name', 'x'], ['source', 'event'], ['file', FILE], ['address_column', '1']),
    ],
    ['two files', form(['name', 'x'], ['file', FILE], ['file', FILE])],
    ['a field twice', form(['name', 'x'], ['name', 'y'], ['file', FILE])],
    ['an unknown field', form(['name', 'x'], ['callback', 'http://localhost'], ['file', FILE])],
  ])('by having %s is 400', async (_, body) => {
    await problemOf(await sluice.request('/v1/lists', { method: 'POST', body }), 'multipart-invalid');
  });

  it.each(['text/csv', 'application/json', 'multipart/mixed; boundary=x'])(
    'by its type %s is 415',
    async (type) => {
      const init = { method: 'POST', body: 'email\nann@gmail.com\n', headers: { 'content-type': type } };
      await problemOf(await sluice.request('/v1/lists', init), 'media-unsupported');
    },
  );
});

describe('rows that read badly', () => {
  it('are listed by number and problem', async () => {
    const list = await complete(
      'email,name\nann@gmail.com\nbob@gmail.com,Bob,more\n\n,Ann\nc"d@gmail.com,x\n',
    );
    const answer = await jsonOf(sluice.request(`/v1/lists/${list.id}/problems`));
    expect(problemsSchema.parse(answer).problems).toEqual([
      { row: 1, problem: 'row-short' },
      { row: 2, problem: 'row-long' },
      { row: 3, problem: 'row-empty' },
      { row: 4, problem: 'address-empty' },
      { row: 5, problem: 'quote-stray' },
    ]);
  });

  it('are listed up to the thousandth', async () => {
    const list = await complete(`email,name\n${'ann@gmail.com\n'.repeat(1500)}`);
    const { problems } = problemsSchema.parse(await jsonOf(sluice.request(`/v1/lists/${list.id}/problems`)));
    expect(problems).toHaveLength(1000);
    expect(problems.at(-1)).toEqual({ row: 1000, problem: 'row-short' });
  });
});

describe('the page of lists', () => {
  it('has the newest first', async () => {
    const first = await complete('ann@gmail.com\n', { name: 'First' });
    const second = await complete('ann@gmail.com\n', { name: 'Second' });
    const { lists } = listPageSchema.parse(await jsonOf(sluice.request('/v1/lists')));
    expect(lists.slice(0, 2).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(lists[0]).toEqual(second);
  });
});

describe('a deleted list', () => {
  it('is gone, and so are its rows, its chunks and its key', async () => {
    const { id } = await complete('email\nann@gmail.com\n');
    const row = await sluice.installation.database.lists.find(id);
    expect((await sluice.request(`/v1/lists/${id}/results`)).status).toBe(200);
    const answer = await sluice.request(`/v1/lists/${id}`, { method: 'DELETE' });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    for (const path of ['', '/results', '/problems']) {
      await problemOf(await sluice.request(`/v1/lists/${id}${path}`), 'not-found');
    }
    await problemOf(await sluice.request(`/v1/lists/${id}`, { method: 'DELETE' }), 'not-found');
    const { lists } = listPageSchema.parse(await jsonOf(sluice.request('/v1/lists')));
    expect(lists.map((list) => list.id)).not.toContain(id);
    const { chunks, vault } = sluice.installation.database;
    expect(await chunks.find(row?.id ?? 0, 0)).toBeNull();
    expect(await vault.findDataKey(row?.dataKeyId ?? '')).toMatchObject({ wrapped: null });
    const release = { list: id, sender: `snd_${'0'.repeat(32)}` };
    expect((await problemOf(await postJson(sluice, '/v1/releases', release), 'invalid-value')).pointer).toBe(
      '/list',
    );
  });

  it.each(['nope', `lst_${'0'.repeat(32)}`, `lst_${'0'.repeat(31)}`, '%00', '..%2f..'])(
    'is as unknown as one that never was (%s)',
    async (id) => {
      await problemOf(await sluice.request(`/v1/lists/${id}`), 'not-found');
    },
  );
});
