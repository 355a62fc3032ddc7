// Imports as such: what they refuse, what a cut one leaves behind, and the large ones.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { keptReportSchema, reportSchema } from '../../src/http/schemas/people.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

const KINDS = ['suppressions', 'consents', 'contacts', 'traps', 'litigators', 'complainers'] as const;
const LINES = {
  suppressions: ['address,reason', 'ann@gmail.com,unsubscribe'],
  consents: [
    'address,kind,signed_at,capture_point',
    'ann@gmail.com,can_spam_affirmative,2026-05-01,web_form',
  ],
  contacts: ['address,is_minor', 'ann@gmail.com,false'],
  traps: ['address,hash', 'ann@gmail.com,'],
  litigators: ['address,hash', ',0123456789abcdef0123456789abcdef'],
  complainers: ['address,hash', 'ann@gmail.com,'],
} as const satisfies Record<(typeof KINDS)[number], readonly string[]>;

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false, settings: { SLUICE_UPLOAD_MAX_BYTES: '4000000' } });
});
afterAll(() => sluice.close());

/** The newest import, and how many suppressions there are. */
async function stored() {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  const [newest] = await owner.sql`SELECT status, lines FROM imports ORDER BY id DESC LIMIT 1`;
  const [suppressions] = await owner.sql<{ n: number }[]>`SELECT count(*)::int AS n FROM suppressions`;
  const [event] = await owner.sql`SELECT act, details FROM audit_events ORDER BY id DESC LIMIT 1`;
  await owner.close();
  return { ...newest, suppressions: suppressions?.n ?? 0, act: event?.['act'], details: event?.['details'] };
}

function cut(file: string): ReadableStream<Uint8Array> {
  const pieces = [Buffer.from(file)];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.error(new Error('aborted'));
    },
  });
}

describe.each(KINDS)('an import of %s', (kind) => {
  const path = `/v1/${kind}/import`;
  const send = (file: string | ReadableStream<Uint8Array>) => postCsv(sluice, path, file);
  const file = LINES[kind].join('\n');

  it('is answered with its report, which is kept where Location says', async () => {
    const answer = await send(file);
    expect(answer.status).toBe(200);
    const report = reportSchema.strict().parse(await answer.json());
    expect(report).toEqual({
      status: 'completed',
      lines: 1,
      accepted: 1,
      duplicate: 0,
      rejected_count: 0,
      rejected: [],
    });
    const place = answer.headers.get('location') ?? '';
    const [, id] = /^\/v1\/imports\/(imp_[0-9a-f]{32})$/.exec(place) ?? [];
    const kept = keptReportSchema.strict().parse(await jsonOf(sluice.request(place)));
    expect(kept).toEqual({ ...report, id });
  });

  it('reads UTF-16, other delimiters, other line ends and columns that it does not know', async () => {
    const text = LINES[kind].map((line) => `x;${line.replaceAll(',', ';')};\u00e9`).join('\r');
    const answer = await sluice.request(path, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le')),
      headers: { 'content-type': 'text/csv; charset=utf-16' },
    });
    expect(await jsonOf(answer)).toMatchObject({ lines: 1, accepted: 1 });
  });

  it('of a header alone has no lines', async () => {
    expect(await jsonOf(send(`${LINES[kind][0]}\n`))).toMatchObject({
      status: 'completed',
      lines: 0,
      accepted: 0,
    });
  });

  it.each([
    ['nothing', ''],
    ['other columns', 'marker@gmail.com,name\nb@gmail.com,Bob\n'],
    ['no header', LINES[kind][1]],
  ])('of %s is 422 and says what is needed', async (_, text) => {
    const problem = await problemOf(await send(text), 'columns-missing');
    expect(JSON.stringify(problem)).not.toMatch(/marker|ann@/);
  });

  it('with a column twice is 422', async () => {
    await problemOf(await send(`email,${file}`), 'invalid-value');
  });

  it.each(['application/json', 'multipart/form-data; boundary=x', 'text/html', ''])(
    'of type %j is 415',
    async (type) => {
      const init = { method: 'POST', body: file, headers: { 'content-type': type } };
      await problemOf(await sluice.request(path, init), 'media-unsupported');
    },
  );

  it('that is cut is failed and stores nothing', async () => {
    const before = await stored();
    await problemOf(await send(cut(`${file}\nbob@gma`)), 'upload-incomplete');
    expect(await stored()).toEqual({
      status: 'failed',
      lines: 0,
      suppressions: before.suppressions,
      act: `${kind}.import-failed`,
      details: '{"code":"upload-incomplete"}',
    });
  });

  it('of a picture is 415, and of too much is 413', async () => {
    await problemOf(await send('\u0001\u0002\u0003\u0004'), 'not-a-text-file');
    await problemOf(await send(`${file}\n`.repeat(150_000)), 'upload-too-large');
  });
});

describe('a large import', () => {
  /** A hundred people, again and again: what is stored costs more time than what is read. */
  const lines = (count: number) =>
    Array.from({ length: count }, (_, at) => `u${at % 100}@kelpworks.com,manual`);
  const send = (count: number) =>
    postCsv(sluice, '/v1/suppressions/import', ['address,reason', ...lines(count)].join('\n'));
  const search = (address: string) =>
    jsonOf<{ suppressions: [] }>(postJson(sluice, '/v1/suppressions/search', { address }));

  it('is 200 up to 50,000 lines, 202 above, and in force in both', async () => {
    const answers = [];
    for (const count of [50_000, 50_001]) {
      const answer = await send(count);
      const report = reportSchema.parse(await answer.json());
      expect(report).toMatchObject({
        lines: count,
        accepted: 100,
        duplicate: count - 100,
        status: 'completed',
      });
      const kept = await jsonOf(sluice.request(answer.headers.get('location') ?? ''));
      expect(kept).toMatchObject(report);
      answers.push([answer.status, (await search('u99@kelpworks.com')).suppressions.length]);
    }
    expect(answers).toEqual([
      [200, 1],
      [202, 2],
    ]);
  });

  it('that is cut keeps what came before, and says in the audit that it failed', async () => {
    const before = await stored();
    const file = ['address,reason', ...lines(62_000)].join('\n');
    await problemOf(await postCsv(sluice, '/v1/suppressions/import', cut(file)), 'upload-incomplete');
    const after = await stored();
    expect(after).toMatchObject({ status: 'failed', act: 'suppressions.import-failed' });
    expect(after.suppressions - before.suppressions).toBe(100);
  });

  it('shows the first thousand refused lines and counts the others', async () => {
    const file = ['address,reason', ...Array.from({ length: 1500 }, () => 'nobody,manual')].join('\n');
    const report = reportSchema.parse(await jsonOf(postCsv(sluice, '/v1/suppressions/import', file)));
    expect(report.rejected_count).toBe(1500);
    expect(report.rejected).toHaveLength(1000);
    expect(report.rejected.at(-1)).toMatchObject({ row: 1000, code: 'address-invalid' });
  });
});

it.each(['x', `imp_${'0'.repeat(32)}`])('an import that is not there is 404 (%s)', async (id) => {
  await problemOf(await sluice.request(`/v1/imports/${id}`), 'not-found');
});
