// The SQL functions against their mirrors in TypeScript: hundreds of cases in one statement.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { statusAt } from '../../../src/consent/status-at.ts';
import { type PersonFacts, packPersonFacts } from '../../../src/merge/facts.ts';
import { DEFAULT_POLICY } from '../../../src/merge/policy.ts';
import { RESIDENCES } from '../../../src/merge/state-overlay.ts';
import { suppressionMasks } from '../../../src/merge/suppression-masks.ts';
import { CONSENT_DEFECTS, type ConsentInstants } from '../../../src/model/consent.ts';
import { AUTHORIZATION_STATUSES } from '../../../src/model/decision.ts';
import { SUPPRESSION_REASONS } from '../../../src/model/suppression.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const CASES = 250;
const RUNS = 20;

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.appUrl, applicationName: 'test mirrors', max: 1 });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

const personFacts: fc.Arbitrary<PersonFacts> = fc.record({
  suppressions: fc.subarray([...SUPPRESSION_REASONS]),
  authorization: fc.constantFrom(...AUTHORIZATION_STATUSES),
  affirmative: fc.boolean(),
  remunerationStated: fc.boolean(),
  addressConfirmed: fc.boolean(),
  minor: fc.boolean(),
  engaged: fc.boolean(),
  probableSame: fc.boolean(),
  specialHeld: fc.boolean(),
  residence: fc.constantFrom(...RESIDENCES),
});

/** Few instants, so that equal ones are common; milliseconds, as the columns hold them. */
const START = Date.parse('2026-03-01T00:00:00.000Z');
const instant = fc.constantFrom(0, 1, 2, 500, 86_400_000).map((offset) => new Date(START + offset));
const perhaps = fc.option(instant, { freq: 2 });
const consent: fc.Arbitrary<ConsentInstants> = fc.record({
  defects: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    fc.subarray([...CONSENT_DEFECTS], { maxLength: 2 }),
  ),
  effectiveFrom: instant,
  expiresAt: perhaps,
  eventAt: perhaps,
  revokedAt: perhaps,
  supersededAt: perhaps,
  invalidatedAt: perhaps,
});

const many = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.array(arbitrary, { minLength: CASES, maxLength: CASES, size: 'max' });

describe('person_facts()', () => {
  it('packs what packPersonFacts packs', async () => {
    const property = fc.asyncProperty(many(personFacts), async (cases) => {
      const rows = cases.map((facts, n) => ({
        n,
        mask: facts.suppressions.reduce((sum, reason) => sum | suppressionMasks(reason, 'all').marketing, 0),
        ...facts,
        authorization: AUTHORIZATION_STATUSES.indexOf(facts.authorization),
        residence: RESIDENCES.indexOf(facts.residence),
      }));
      const packed = await pool.sql<{ facts: string }[]>`
        SELECT person_facts(mask, "authorization", affirmative, "remunerationStated", "addressConfirmed",
          minor, engaged, "probableSame", "specialHeld", residence)::text AS facts
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) AS c(n int, mask int, "authorization" int,
          affirmative boolean, "remunerationStated" boolean, "addressConfirmed" boolean, minor boolean,
          engaged boolean, "probableSame" boolean, "specialHeld" boolean, residence int)
        ORDER BY n`;
      expect(packed.map(({ facts }) => Number(facts))).toEqual(cases.map(packPersonFacts));
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

describe('consent_status()', () => {
  it('names the status that statusAt names, at and around every instant', async () => {
    const property = fc.asyncProperty(many(fc.tuple(consent, instant)), async (cases) => {
      const rows = cases.map(([instants, asOf], n) => ({ n, asOf, ...instants }));
      const found = await pool.sql<{ status: string }[]>`
        SELECT consent_status(defects, "effectiveFrom", "expiresAt", "eventAt", "revokedAt", "supersededAt",
          "invalidatedAt", "asOf") AS status
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) AS c(n int, "asOf" timestamptz, defects text[],
          "effectiveFrom" timestamptz, "expiresAt" timestamptz, "eventAt" timestamptz, "revokedAt" timestamptz,
          "supersededAt" timestamptz, "invalidatedAt" timestamptz)
        ORDER BY n`;
      expect(found.map(({ status }) => status)).toEqual(
        cases.map(([instants, asOf]) => statusAt(instants, asOf)),
      );
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

describe('the policy of the first migration', () => {
  it('is DEFAULT_POLICY', async () => {
    const [policy] = await pool.sql<{ terms: unknown; approved_by: string }[]>`
      SELECT terms, approved_by FROM policies WHERE version = 'default@1'`;
    expect(policy).toEqual({ terms: DEFAULT_POLICY, approved_by: 'system' });
  });
});
