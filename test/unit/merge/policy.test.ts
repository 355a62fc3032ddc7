// The policy that comes with the installation, and the age at which a verdict goes stale.
import { expect, test } from 'vitest';
import { DEFAULT_POLICY, isStale } from '../../../src/merge/policy.ts';

const DAY = 86_400;

test.for([
  ['deliverable', 'none', 'none', 30 * DAY],
  ['deliverable', 'none', 'relationship', 14 * DAY],
  ['deliverable', 'role', 'unknown', 14 * DAY],
  ['deliverable', 'disposable', 'none', 7 * DAY],
  ['risky', 'accept-all', 'none', 7 * DAY],
  ['risky', 'other', 'special', 7 * DAY],
  ['unknown', 'none', 'none', DAY],
  ['undeliverable', 'none', 'condition', 30 * DAY],
] as const)('%s with risk %s on basis %s keeps for %d seconds', ([verdict, risk, phiBasis, seconds]) => {
  const stale = (age: number) => isStale(verdict, risk, age, phiBasis, DEFAULT_POLICY);
  expect([stale(0), stale(seconds), stale(seconds + 1), stale(Number.NaN)]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('default@1 is the policy of compliance 4.7', () => {
  expect(DEFAULT_POLICY).toMatchObject({
    version: 'default@1',
    noAffirmativeConsent: 'exclude',
    ownServiceException: false,
    manualTransactional: 'hold',
    expirySeconds: { marketing: DAY, transactional: 4 * 3_600 },
    releasedColumns: [],
  });
});
