// Packed facts: round trips, a bit table without holes, and what the gate is told.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BitField } from '../../../src/merge/bit-field.ts';
import {
  factKey,
  PERSON_BITS,
  PERSON_WIDTH,
  type PersonFacts,
  packPersonFacts,
  packRowFacts,
  ROW_BITS,
  ROW_WIDTH,
  type RowFacts,
  splitFactKey,
  TOXICITY_UNKNOWN,
  unpackPersonFacts,
  unpackRowFacts,
} from '../../../src/merge/facts.ts';
import { toReleaseFacts } from '../../../src/merge/release-facts.ts';
import { RESIDENCES } from '../../../src/merge/state-overlay.ts';
import { AUTHORIZATION_STATUSES } from '../../../src/model/decision.ts';
import { SUPPRESSION_REASONS } from '../../../src/model/suppression.ts';
import { REASONS } from '../../../src/model/verdict.ts';
import { CARE, CLEAN, NEWSLETTER } from './release-cases.ts';

const anyPerson: fc.Arbitrary<PersonFacts> = fc.record({
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

const anyRow: fc.Arbitrary<RowFacts> = fc.record({
  verdictReason: fc.constantFrom(...REASONS),
  toxicity: fc.constantFrom(0, 1, 2, 3, 4, 5, null),
  duplicate: fc.boolean(),
  stale: fc.boolean(),
  sharedMailbox: fc.boolean(),
});

const PERSON: PersonFacts = {
  suppressions: [],
  authorization: 'valid',
  affirmative: true,
  remunerationStated: false,
  addressConfirmed: true,
  minor: false,
  engaged: false,
  probableSame: false,
  specialHeld: false,
  residence: 'unknown',
};
const ROW: RowFacts = {
  verdictReason: 'ok',
  toxicity: 0,
  duplicate: false,
  stale: false,
  sharedMailbox: false,
};

describe('packing', () => {
  test('what is packed is unpacked, half by half and together', () => {
    fc.assert(
      fc.property(anyPerson, anyRow, (person, row) => {
        const key = factKey(packPersonFacts(person), packRowFacts(row));
        expect(Number.isSafeInteger(key)).toBe(true);
        const { personFacts, rowFacts } = splitFactKey(key);
        expect(unpackPersonFacts(personFacts)).toEqual(person);
        expect(unpackRowFacts(rowFacts)).toEqual(row);
      }),
    );
  });

  test('a person of whom nothing is known packs to zero', () => {
    const nobody = {
      ...PERSON,
      authorization: 'absent',
      affirmative: false,
      addressConfirmed: false,
    } as const;
    expect(packPersonFacts(nobody)).toBe(0);
  });

  test.for([
    ['person', PERSON_BITS, PERSON_WIDTH],
    ['row', ROW_BITS, ROW_WIDTH],
  ] as const)('the fields of the %s lie side by side', ([, table, width]) => {
    let next = 0;
    for (const field of Object.values<BitField>(table)) {
      expect(field.shift).toBe(next);
      next += field.bits;
    }
    expect(next).toBe(width);
  });

  test('every entry of each list fits its field', () => {
    expect(SUPPRESSION_REASONS.length).toBeLessThanOrEqual(PERSON_BITS.suppressions.bits);
    expect(AUTHORIZATION_STATUSES.length).toBeLessThanOrEqual(2 ** PERSON_BITS.authorization.bits);
    expect(RESIDENCES.length).toBeLessThanOrEqual(2 ** PERSON_BITS.residence.bits);
    expect(REASONS.length).toBeLessThanOrEqual(2 ** ROW_BITS.verdictReason.bits);
    expect(TOXICITY_UNKNOWN).toBeLessThan(2 ** ROW_BITS.toxicity.bits);
  });

  test.for([-1, 0.5, Number.NaN, 2 ** PERSON_WIDTH, 3 * 2 ** PERSON_BITS.residence.shift])(
    'the number %d, which packing cannot have made, is refused',
    (packed) => {
      expect(() => unpackPersonFacts(packed)).toThrow('fail-closed');
    },
  );

  test('a verdict reason beyond the list is refused', () => {
    expect(() => unpackRowFacts(REASONS.length)).toThrow('fail-closed');
    expect(() => unpackRowFacts(2 ** ROW_WIDTH)).toThrow('fail-closed');
  });
});

describe('the facts that the gate reads', () => {
  test('a clean row reads as clean', () => {
    expect(toReleaseFacts(PERSON, ROW, NEWSLETTER)).toEqual(CLEAN);
  });

  test.for([
    ['typo-domain', 'risky', 'typo'],
    ['disposable', 'risky', 'disposable'],
    ['accept-all', 'risky', 'accept-all'],
    ['mixed-script', 'risky', 'other'],
    ['toxic', 'risky', 'other'],
    ['role-account', 'deliverable', 'role'],
    ['relay', 'deliverable', 'none'],
    ['nxdomain', 'undeliverable', 'none'],
    ['dns-timeout', 'unknown', 'none'],
  ] as const)('%s is %s with risk %s', ([verdictReason, verdict, risk]) => {
    expect(toReleaseFacts(PERSON, { ...ROW, verdictReason }, NEWSLETTER)).toMatchObject({ verdict, risk });
  });

  const unasked = { ...PERSON, affirmative: false, authorization: 'absent' } as const;

  test.for([
    ['unknown', 'unknown'],
    ['overlay', 'missing'],
    ['elsewhere', 'ok'],
  ] as const)('without any consent, residence %s is state %s', ([residence, state]) => {
    expect(toReleaseFacts({ ...unasked, residence }, ROW, NEWSLETTER).state).toBe(state);
    expect(toReleaseFacts({ ...unasked, residence }, ROW, CARE).state).toBe('ok');
  });

  test.for(RESIDENCES)(
    'affirmative consent or an authorization meets the overlay, residence %s',
    (residence) => {
      const affirmed = { ...unasked, affirmative: true, residence };
      const authorized = { ...unasked, authorization: 'expiring', residence } as const;
      for (const person of [affirmed, authorized]) {
        expect(toReleaseFacts(person, ROW, NEWSLETTER).state).toBe('ok');
      }
    },
  );

  test.for([
    [undefined, 'missing'],
    ['substance_use', 'missing'],
    ['psychotherapy', 'missing'],
    ['mental_health', 'not-needed'],
  ] as const)('special category %s without a special consent is %s', ([specialCategory, special]) => {
    const basis = { ...NEWSLETTER, phiBasis: 'special' } as const;
    const terms = specialCategory === undefined ? basis : { ...basis, specialCategory };
    expect(toReleaseFacts(PERSON, ROW, terms).special).toBe(special);
    const held = toReleaseFacts({ ...PERSON, specialHeld: true }, ROW, terms).special;
    expect(held).toBe(special === 'missing' ? 'held' : special);
  });
});
