// History of a chunk, read by look-ups or past the filter of a long list: the same as looked up one by one.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { type Database, openDatabase } from '../../../db/database.ts';
import { suppressionBit } from '../../../src/merge/suppression-masks.ts';
import type { SuppressionReason } from '../../../src/model/suppression.ts';
import { createHistoryReader } from '../../../src/pipeline/history.ts';
import { type HistoryMark, packHistory } from '../../../src/score/history.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let test: TestDatabase;
let owner: Pool;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  owner = openPool({ url: test.ownerUrl, applicationName: 'test', max: 1 });
  database = openDatabase(test.appUrl, 'test', 2);
});
afterAll(async () => {
  await database.close();
  await owner.close();
  await test.drop();
});

const nobody = async () => [];

function suppress(
  key: Buffer,
  reason: SuppressionReason,
  scopeRef: string,
  stream: 'marketing' | 'transactional',
) {
  const bit = suppressionBit(reason);
  const [marketing, transactional] = stream === 'marketing' ? [bit, 0] : [0, bit];
  return owner.sql`INSERT INTO suppression_state
    (match_key, scope_ref, match, folded_key, marketing_mask, transactional_mask)
    VALUES (${key}, ${scopeRef}, 'address', ${key}, ${marketing}, ${transactional})`;
}

it.each([
  ['a short list', 0],
  ['a long list', 4],
])('of %s', async (_, seq) => {
  const keys = Array.from({ length: 40 }, () => randomBytes(16));
  const marks: HistoryMark[][] = keys.map(() => []);
  const at = (place: number) => keys[place] ?? Buffer.alloc(16);
  await suppress(at(1), 'hard_bounce_mailbox', '', 'marketing');
  marks[1]?.push('hard-bounce');
  await suppress(at(2), 'unsubscribe', 'list:lst_1', 'transactional');
  await suppress(at(2), 'complaint_fbl', '', 'marketing');
  marks[2]?.push('complaint', 'unsubscribe');
  await suppress(at(3), 'deceased', '', 'marketing');
  await database.history.insert(
    (['traps', 'complainers'] as const).map((list) => ({
      match: 'address',
      matchKey: at(4),
      keyVersion: 1,
      list,
      importId: null,
      personId: null,
    })),
  );
  marks[4]?.push('trap', 'complainer');
  for (const [place, days] of [
    [5, 1],
    [6, 100],
  ] as const) {
    await owner.sql`INSERT INTO contacts (address_key, folded_key, domain_key, key_version, last_engaged_at)
      VALUES (${at(place)}, ${at(place)}, ${at(place)}, 1, now() - make_interval(days => ${days}))`;
  }
  marks[5]?.push('seen-lately');
  // A row without an address has no history, and a row may be there twice.
  const rows = [Buffer.alloc(16), ...keys, at(2)];
  const expected = [0, ...marks.map(packHistory), packHistory(marks[2] ?? [])];

  const reader = createHistoryReader(database);
  const chunk = { listId: 1, seq, rows: rows.length, addressKeys: Buffer.concat(rows), hashKeys: nobody };
  expect([...(await reader.read(chunk))]).toEqual(expected);
  expect([...(await reader.read(chunk))]).toEqual(expected);
  const strangers = Buffer.concat(rows.map(() => randomBytes(16)));
  expect(await reader.read({ ...chunk, addressKeys: strangers })).toHaveLength(0);
});

it('a hash of any spelling counts for its row', async () => {
  const [own, hash] = [randomBytes(16), randomBytes(16)];
  await database.history.insert([
    { match: 'hash', matchKey: hash, keyVersion: 1, list: 'litigators', importId: null, personId: null },
  ]);
  const empty = Buffer.alloc(16);
  const chunk = {
    ...{ listId: 2, seq: 0, rows: 2, addressKeys: Buffer.concat([own, randomBytes(16)]) },
    hashKeys: async () => [Buffer.concat([empty, empty]), Buffer.concat([randomBytes(16), hash])],
  };
  expect([...(await createHistoryReader(database).read(chunk))]).toEqual([0, packHistory(['litigator'])]);
});

it('what becomes known after a long list has begun counts for the next list', async () => {
  const key = randomBytes(16);
  const reader = createHistoryReader(database);
  const chunk = { listId: 7, seq: 9, rows: 1, addressKeys: key, hashKeys: nobody };
  expect(await reader.read(chunk)).toHaveLength(0);
  await suppress(key, 'complaint_fbl', '', 'marketing');
  expect([...(await reader.read({ ...chunk, listId: 8 }))]).toEqual([packHistory(['complaint'])]);
});
