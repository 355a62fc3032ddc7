// The state that a release reads is rebuilt by one transaction at a time, and loses no entry.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../db/database.ts';
import type { NewSuppression } from '../../../db/repositories/suppressions.ts';
import { suppressionBit, suppressionMasks } from '../../../src/merge/suppression-masks.ts';
import type { SuppressionReason } from '../../../src/model/suppression.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.appUrl, 'test state', 4);
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const entry = (
  matchKey: Buffer,
  reason: SuppressionReason,
  expiresAt: Date | null = null,
): NewSuppression => ({
  publicId: randomBytes(8).toString('hex'),
  match: 'address',
  matchKey,
  foldedKey: matchKey,
  keyVersion: 1,
  reason,
  scope: 'all',
  receivedAt: new Date(),
  expiresAt,
});

async function maskOf(key: Buffer): Promise<number | undefined> {
  const rows = await database.pool.sql<{ marketing_mask: number }[]>`
    SELECT marketing_mask FROM suppression_state WHERE match_key = ${key}`;
  return rows[0]?.marketing_mask;
}

it('keeps an entry that comes while expired ones are taken out', async () => {
  const key = randomBytes(16);
  const soon = new Date(Date.now() + 200);
  const lasting = entry(key, 'complaint_fbl');
  await database.transaction((tx) =>
    tx.suppressions.append([entry(key, 'manual', soon), lasting], suppressionMasks),
  );
  await sleep(300);
  let appended: Promise<void> = Promise.resolve();
  await database.transaction(async (tx) => {
    expect(await tx.suppressions.refreshExpired(suppressionMasks)).toBe(1);
    appended = database.transaction((other) =>
      other.suppressions.append([entry(key, 'unsubscribe')], suppressionMasks),
    );
    await sleep(300);
  });
  await appended;
  expect(await maskOf(key)).toBe(suppressionBit('complaint_fbl') | suppressionBit('unsubscribe'));
});

it('keeps every one of many entries that come at once', async () => {
  const key = randomBytes(16);
  const reasons = ['unsubscribe', 'complaint_fbl', 'manual', 'litigator', 'wrong_person', 'minor'] as const;
  const soon = new Date(Date.now() + 50);
  await database.transaction((tx) =>
    tx.suppressions.append([entry(key, 'deceased', soon)], suppressionMasks),
  );
  await Promise.all(
    reasons.flatMap((reason) => [
      database.transaction((tx) => tx.suppressions.append([entry(key, reason)], suppressionMasks)),
      sleep(Math.random() * 80).then(() =>
        database.transaction((tx) => tx.suppressions.refreshExpired(suppressionMasks)),
      ),
    ]),
  );
  await sleep(50);
  await database.transaction((tx) => tx.suppressions.refreshExpired(suppressionMasks));
  expect(await maskOf(key)).toBe(reasons.reduce((mask, reason) => mask | suppressionBit(reason), 0));
});
