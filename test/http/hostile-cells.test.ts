// Cells that a COPY could not read, or would read as its own signs, are decided like any others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../db/connect.ts';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  uploadForm,
} from '../support/installation.ts';
import { makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';
import { problemOf } from './problem-answer.ts';

let sluice: TestInstallation;
let owner: Pool;
beforeAll(async () => {
  sluice = await openTestInstallation();
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'watcher', max: 1 });
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

const CELLS = [
  '\\.',
  '\\N',
  '\\\\.',
  '\\x00',
  'a\\tb',
  "'; DROP TABLE lists; --",
  '\u0001',
  'x'.repeat(60_000),
];

describe('T10 · a cell of a list reaches a COPY', () => {
  it('in no way: its release is decided, and no transaction is left open', async () => {
    const lines = CELLS.map((cell, at) => `u${at}@gmail.com,${cell}\n${cell},\n`);
    const list = await completeList(sluice, `email,note\n${lines.join('')}`);
    expect(list).toMatchObject({ status: 'completed', rows: 2 * CELLS.length });
    const release = await makeRelease(sluice, {
      list: list.id,
      sender: await makeSender(sluice, 'transactional'),
      ...WHOLE_DECLARATION,
      content: 'payment',
      trigger: { type: 'appointment', ref: '4711' },
      columns: ['note'],
    });
    expect(release).toMatchObject({
      status: 'ready',
      counts: { released: CELLS.length, excluded: CELLS.length },
    });
    const file = await (await sluice.request(`/v1/releases/${release.id}/file`)).text();
    expect(file.split('\r\n').slice(1, -1)).toEqual(
      CELLS.map((cell, at) => `${2 * at + 1},u${at}@gmail.com,${cell}`),
    );
    expect(
      await owner.sql`
        SELECT state FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    ).toEqual([]);
  });

  it('nor with a NUL byte, which no list may hold', async () => {
    const body = uploadForm(`email,note\n${'ann@gmail.com,x\n'.repeat(5000)}bob@gmail.com,a\0b\n`);
    await problemOf(await sluice.request('/v1/lists', { method: 'POST', body }), 'not-a-text-file');
  });
});
