// Columns whose names mean something to JavaScript are columns like any other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  uploadForm,
} from '../support/installation.ts';
import { jsonOf } from './json-request.ts';
import { makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';
import { problemOf } from './problem-answer.ts';

const HOSTILE = [
  '__proto__',
  '__proto__.polluted',
  'constructor',
  'constructor.prototype.polluted',
  'toString',
];

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation();
});
afterAll(() => sluice.close());

async function resultsOf(columns: readonly string[]) {
  const cells = ['ann@gmail.com', ...columns.slice(1).map((_, at) => `v${at}`)];
  const { id } = await completeList(sluice, `${columns.join(',')}\n${cells.join(',')}\n`);
  const [header = '', row = ''] = (await (await sluice.request(`/v1/lists/${id}/results`)).text()).split(
    '\r\n',
  );
  return { id, header: header.split(','), row: row.split(','), cells };
}

describe('T30 · a column reaches the prototype of all objects', () => {
  it('but is kept under its name, in its place, in results and in a release', async () => {
    const columns = ['email', ...HOSTILE];
    const { id, header, row, cells } = await resultsOf(columns);
    expect(header.slice(0, columns.length)).toEqual(columns);
    expect(row.slice(0, columns.length)).toEqual(cells);
    const json = await jsonOf<{ results: { cells: string[] }[] }>(
      sluice.request(`/v1/lists/${id}/results?format=json`),
    );
    expect(json.results[0]?.cells).toEqual(cells);
    const release = await makeRelease(sluice, {
      list: id,
      sender: await makeSender(sluice, 'transactional'),
      ...WHOLE_DECLARATION,
      content: 'payment',
      trigger: { type: 'appointment', ref: '4711' },
      columns: HOSTILE,
    });
    expect(release).toMatchObject({ status: 'ready' });
    const file = await (await sluice.request(`/v1/releases/${release.id}/file`)).text();
    expect(file).toBe(`row,address,${HOSTILE.join(',')}\r\n1,ann@gmail.com,${cells.slice(1).join(',')}\r\n`);
    const bare: Record<string, unknown> = {};
    expect([bare['polluted'], Object.keys(Object.prototype)]).toEqual([undefined, []]);
  });

  it('1,900 times by one name is 1,900 columns, and 10,000 times is too many', async () => {
    const columns = ['email', ...Array.from({ length: 1900 }, () => 'n')];
    const { header, row, cells } = await resultsOf(columns);
    expect([header.slice(0, columns.length), row.slice(0, columns.length)]).toEqual([columns, cells]);
    const body = uploadForm(`email${',n'.repeat(10_000)}\nann@gmail.com\n`);
    await problemOf(await sluice.request('/v1/lists', { method: 'POST', body }), 'too-many-columns');
  });
});
