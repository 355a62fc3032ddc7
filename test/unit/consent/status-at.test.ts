// The status of a consent around each of its instants.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statusAt } from '../../../src/consent/status-at.ts';
import type { ConsentInstants, ConsentStatus } from '../../../src/model/consent.ts';

const FROM = Date.parse('2026-01-01T00:00:00Z');
const INSTANT = new Date('2026-06-01T12:00:00Z');

const GRANTED: ConsentInstants = {
  defects: [],
  effectiveFrom: new Date(FROM),
  expiresAt: null,
  eventAt: null,
  revokedAt: null,
  supersededAt: null,
  invalidatedAt: null,
};

const at = (offsetMs: number) => new Date(INSTANT.getTime() + offsetMs);

const BOUNDARIES: [keyof ConsentInstants, ConsentStatus, ConsentStatus][] = [
  ['effectiveFrom', 'pending', 'granted'],
  ['expiresAt', 'granted', 'expired'],
  ['eventAt', 'granted', 'expired'],
  ['revokedAt', 'granted', 'revoked'],
  ['supersededAt', 'granted', 'superseded'],
  ['invalidatedAt', 'granted', 'invalidated'],
];

test.for(BOUNDARIES)('%s: %s a millisecond before, then %s', ([field, before, after]) => {
  const consent = { ...GRANTED, [field]: INSTANT };
  expect([-1, 0, 1].map((ms) => statusAt(consent, at(ms)))).toEqual([before, after, after]);
});

test('of several ends, the gravest is named', () => {
  const order = ['invalidatedAt', 'revokedAt', 'expiresAt', 'supersededAt'] as const;
  const names = ['invalidated', 'revoked', 'expired', 'superseded'] as const;
  for (const [index, name] of names.entries()) {
    const ends = Object.fromEntries(order.slice(index).map((field) => [field, INSTANT]));
    expect(statusAt({ ...GRANTED, ...ends }, INSTANT)).toBe(name);
  }
});

test('a revocation counts before the consent has taken effect', () => {
  const consent = { ...GRANTED, effectiveFrom: at(1), revokedAt: at(-1) };
  expect(statusAt(consent, INSTANT)).toBe('revoked');
});

test('a consent with a defect is rejected, whatever its instants', () => {
  expect(statusAt({ ...GRANTED, defects: ['E6_SIGNATURE'], revokedAt: INSTANT }, at(1))).toBe('rejected');
});

const INVALID = new Date(Number.NaN);
test.for(['effectiveFrom', 'expiresAt', 'eventAt', 'revokedAt', 'supersededAt', 'invalidatedAt'] as const)(
  'an invalid %s grants nothing',
  (field) => {
    expect(statusAt({ ...GRANTED, [field]: INVALID }, INSTANT)).not.toBe('granted');
  },
);

test('a consent is granted exactly from its start until its first end', () => {
  const instant = fc.option(fc.integer({ min: 0, max: 20 }).map((day) => new Date(FROM + day * 86_400_000)));
  const ends = fc.record({
    expiresAt: instant,
    eventAt: instant,
    revokedAt: instant,
    supersededAt: instant,
    invalidatedAt: instant,
  });
  fc.assert(
    fc.property(ends, fc.integer({ min: -2, max: 22 }), (some, day) => {
      const t = FROM + day * 86_400_000;
      const end = Math.min(...Object.values(some).map((date) => date?.getTime() ?? Number.POSITIVE_INFINITY));
      const isGranted = statusAt({ ...GRANTED, ...some }, new Date(t)) === 'granted';
      expect(isGranted).toBe(FROM <= t && t < end);
    }),
  );
});
