// When a permission ends: the week before its end, the last second that counts, and what a file stands on.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../db/database.ts';
import type { SnapshotTerms } from '../../../db/repositories/release-snapshot.ts';
import { unpackPersonFacts } from '../../../src/merge/facts.ts';
import type { ConsentScope } from '../../../src/model/consent.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.appUrl, 'test permission', 2);
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const DAY_MS = 86_400_000;
const FAR = Date.parse('2200-01-01T00:00:00Z');
const LAST_SECOND = 2 ** 32 - 1;

const AUTHORIZATION: ConsentScope = {
  kind: 'hipaa_authorization',
  stream: 'marketing',
  purposes: [],
  remunerationStated: false,
};
const OPT_IN: ConsentScope = { ...AUTHORIZATION, kind: 'can_spam_affirmative' };
const SPECIAL: ConsentScope = { ...AUTHORIZATION, kind: 'part2_consent' };

interface Given {
  readonly scope: ConsentScope;
  /** Milliseconds after the decision; null for no end. */
  readonly endsAfter: number | null;
}

/** What one snapshot tells of a person with these consents, given inside its own transaction. */
function look(
  given: readonly Given[],
  standing: readonly ConsentScope[],
  special: readonly ConsentScope[] = [],
) {
  return database.snapshot(async (tx, snapshot) => {
    const now = await snapshot.now();
    const key = randomBytes(16);
    const keys = { addressKey: key, foldedKey: key, domainKey: key, keyVersion: 1 };
    const idsOf = (scopes: readonly ConsentScope[]) =>
      Promise.all(scopes.map((scope) => tx.consents.ensureScope(scope)));
    for (const { scope, endsAfter } of given) {
      await tx.consents.insert([
        {
          ...keys,
          publicId: randomBytes(8).toString('hex'),
          scopeId: await tx.consents.ensureScope(scope),
          capturePoint: 'paper',
          defects: [],
          signedAt: new Date(0),
          effectiveFrom: new Date(0),
          expiresAt: endsAfter === null ? null : new Date(now.getTime() + endsAfter),
        },
      ]);
    }
    const terms: SnapshotTerms = {
      stream: 'marketing',
      scopeRefs: [''],
      coveringScopes: await idsOf([AUTHORIZATION, OPT_IN, SPECIAL]),
      standingScopes: await idsOf(standing),
      specialScopes: await idsOf(special),
      deceasedBit: 0,
      confidentialBit: 0,
      overlayStates: [],
      affirmativeKinds: ['can_spam_affirmative'],
      specialKind: 'part2_consent',
    };
    const chunk = {
      seq: 0,
      rows: 1,
      addressKeys: key,
      foldedKeys: key,
      domainIds: Buffer.alloc(4),
      hashKeys: [],
    };
    await snapshot.loadRows(once(chunk));
    await snapshot.joinPeople(terms);
    const { facts, expiries } = await snapshot.personFacts(0);
    const ends = Number(expiries.readBigInt64BE(0));
    return {
      facts: unpackPersonFacts(Number(facts.readBigInt64BE(0))),
      /** Seconds since 1970; 0 for never. */
      ends,
      /** Seconds after the decision. */
      endsAfter: ends === 0 ? null : ends - now.getTime() / 1000,
    };
  });
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

// The database counts microseconds and a consent milliseconds, so the instant of the decision itself lies between two.
it.each([
  ['expired', 0],
  ['expiring', 1],
  ['expiring', 7 * DAY_MS],
  ['valid', 7 * DAY_MS + 1],
  ['valid', null],
] as const)('an authorization is %s when it ends %s ms after the decision', async (status, endsAfter) => {
  const { facts } = await look([{ scope: AUTHORIZATION, endsAfter }], [AUTHORIZATION]);
  expect(facts.authorization).toBe(status);
});

it('ends in the last whole second of the consent', async () => {
  const { endsAfter } = await look([{ scope: OPT_IN, endsAfter: 10_000 }], [OPT_IN]);
  expect(endsAfter).toBeLessThanOrEqual(10);
  expect(endsAfter).toBeGreaterThan(8.99);
});

it('ends with the last of the consents that it stands on', async () => {
  const given = [
    { scope: OPT_IN, endsAfter: DAY_MS },
    { scope: AUTHORIZATION, endsAfter: 2 * DAY_MS },
  ];
  expect((await look(given, [OPT_IN, AUTHORIZATION])).endsAfter).toBeCloseTo(2 * 86_400, -1);
});

it('is not prolonged by a consent that it does not stand on', async () => {
  const given = [
    { scope: AUTHORIZATION, endsAfter: DAY_MS },
    { scope: OPT_IN, endsAfter: null },
  ];
  expect((await look(given, [AUTHORIZATION])).endsAfter).toBeCloseTo(86_400, -1);
});

it('never ends when one that it stands on has no end', async () => {
  const given = [
    { scope: AUTHORIZATION, endsAfter: DAY_MS },
    { scope: OPT_IN, endsAfter: null },
  ];
  expect((await look(given, [AUTHORIZATION, OPT_IN])).endsAfter).toBeNull();
});

it('ends with the special consent where one is asked for', async () => {
  const given = [
    { scope: AUTHORIZATION, endsAfter: null },
    { scope: SPECIAL, endsAfter: DAY_MS },
  ];
  const found = await look(given, [AUTHORIZATION], [SPECIAL]);
  expect(found.facts.specialHeld).toBe(true);
  expect(found.endsAfter).toBeCloseTo(86_400, -1);
});

it('keeps an end beyond 2106 in the future', async () => {
  const { ends } = await look([{ scope: OPT_IN, endsAfter: FAR - Date.now() }], [OPT_IN]);
  expect(ends).toBe(LAST_SECOND);
});
