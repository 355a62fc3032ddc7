// The worked example of compliance 4.6: a newsletter to the patients of an eating-disorder clinic.
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/merge/decide.ts';
import type { PersonFacts, RowFacts } from '../../../src/merge/facts.ts';
import { toReleaseFacts } from '../../../src/merge/release-facts.ts';
import type { ReleaseTerms } from '../../../src/model/decision.ts';
import { NEWSLETTER } from './release-cases.ts';

const CLINIC: ReleaseTerms = {
  ...NEWSLETTER,
  phiBasis: 'special',
  specialCategory: 'mental_health',
  source: 'clinical',
};

const A: PersonFacts = {
  suppressions: [],
  authorization: 'valid',
  affirmative: true,
  remunerationStated: false,
  addressConfirmed: true,
  minor: false,
  engaged: false,
  probableSame: false,
  specialHeld: false,
  residence: 'overlay',
};
const B: PersonFacts = { ...A, authorization: 'absent' };
const C: PersonFacts = { ...A, authorization: 'revoked', suppressions: ['unsubscribe'] };
const D: PersonFacts = { ...A, addressConfirmed: false };
const E: PersonFacts = { ...A, authorization: 'defective' };

const FOUND: RowFacts = {
  verdictReason: 'ok',
  toxicity: 0,
  duplicate: false,
  stale: false,
  sharedMailbox: false,
};
const FAMILY: RowFacts = { ...FOUND, verdictReason: 'role-account', sharedMailbox: true };

const judge = (person: PersonFacts, terms: ReleaseTerms, row = FOUND) =>
  decide(toReleaseFacts(person, row, terms), terms);

describe('to the patients of the clinic', () => {
  test('A, with an authorization, is released', () => {
    expect(judge(A, CLINIC)).toEqual({ outcome: 'release', primary: null, reasons: [] });
  });

  test('B, who only asked for the web newsletter, is excluded', () => {
    expect(judge(B, CLINIC)).toMatchObject({ outcome: 'exclude', primary: 'AUTHZ_ABSENT' });
  });

  test('C, who unsubscribed yesterday, is excluded for both reasons', () => {
    expect(judge(C, CLINIC)).toMatchObject({
      outcome: 'exclude',
      primary: 'SUPPRESSED_UNSUBSCRIBE',
      reasons: ['SUPPRESSED_UNSUBSCRIBE', 'AUTHZ_REVOKED'],
    });
  });

  test('D, whose address is not confirmed, is held', () => {
    expect(judge(D, CLINIC)).toMatchObject({ outcome: 'hold', primary: 'ADDRESS_UNCONFIRMED' });
  });

  test('E, whose authorization lacks a statement, is excluded', () => {
    expect(judge(E, CLINIC)).toMatchObject({ outcome: 'exclude', primary: 'AUTHZ_DEFECTIVE' });
  });

  test('F, at a mailbox of the family, is held', () => {
    expect(judge(A, CLINIC, FAMILY)).toMatchObject({ outcome: 'hold', primary: 'SHARED_MAILBOX_PHI' });
  });

  test('G, whose state asks for a consent that nobody knows of, is excluded', () => {
    const facts = { ...toReleaseFacts(A, FOUND, CLINIC), state: 'unknown' } as const;
    expect(decide(facts, CLINIC)).toMatchObject({ outcome: 'exclude', primary: 'STATE_UNKNOWN' });
  });

  test('a sponsor excludes A until the authorization states the pay', () => {
    const sponsored = { ...CLINIC, content: 'marketing_remunerated', remuneration: true } as const;
    expect(judge(A, sponsored).primary).toBe('AUTHZ_NO_REMUNERATION_STATEMENT');
    expect(judge({ ...A, remunerationStated: true }, sponsored).outcome).toBe('release');
  });
});

describe('general news to everybody who signed up', () => {
  test('A, B, D and F are released', () => {
    for (const person of [A, B, D]) expect(judge(person, NEWSLETTER).outcome).toBe('release');
    expect(judge(A, NEWSLETTER, FAMILY).outcome).toBe('release');
  });

  test('an authorization without a newsletter sign-up is enough', () => {
    expect(judge({ ...A, affirmative: false }, NEWSLETTER).outcome).toBe('release');
  });

  test('C stays excluded, and G is held', () => {
    expect(judge(C, NEWSLETTER).primary).toBe('SUPPRESSED_UNSUBSCRIBE');
    const facts = { ...toReleaseFacts(A, FOUND, NEWSLETTER), state: 'unknown' } as const;
    expect(decide(facts, NEWSLETTER)).toMatchObject({ outcome: 'hold', primary: 'STATE_UNKNOWN' });
  });
});
