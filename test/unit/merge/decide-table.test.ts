// Every rule of the release table, by a case that hits it and the outcome that the table gives it.
import { expect, test } from 'vitest';
import { decide } from '../../../src/merge/decide.ts';
import { DEFAULT_POLICY } from '../../../src/merge/policy.ts';
import { RULES } from '../../../src/merge/rules.ts';
import { effectOf } from '../../../src/merge/suppression-effects.ts';
import type { Outcome, ReleaseFacts, ReleaseReason, ReleaseTerms } from '../../../src/model/decision.ts';
import { RELEASE_REASONS } from '../../../src/model/decision.ts';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../../../src/model/suppression.ts';
import { CARE, CLEAN, NEWSLETTER } from './release-cases.ts';

type Case = [ReleaseReason, Partial<ReleaseFacts>, Partial<ReleaseTerms>, Outcome];

/** Marketing to patients: an authorization is needed. */
const PATIENTS: ReleaseTerms = {
  ...NEWSLETTER,
  content: 'marketing',
  phiBasis: 'relationship',
  source: 'clinical',
};
const CONDITION = { phiBasis: 'condition' } as const;
const releasing = { ...DEFAULT_POLICY, noAffirmativeConsent: 'release' } as const;

function expectDecision([reason, facts, terms, outcome]: Case, base: ReleaseTerms): void {
  const decision = decide({ ...CLEAN, ...facts }, { ...base, ...terms });
  expect(decision.reasons).toContain(reason);
  expect(decision).toMatchObject({ outcome, primary: outcome === 'release' ? null : reason });
}

test('a clean row is released without a reason', () => {
  for (const terms of [NEWSLETTER, CARE, PATIENTS]) {
    expect(decide(CLEAN, terms)).toEqual({ outcome: 'release', primary: null, reasons: [] });
  }
});

const NONE_AFFIRMED = { affirmative: false, authorization: 'absent' } as const;
const NEWSLETTER_CASES: Case[] = [
  ['SYNTAX_INVALID', { verdict: 'undeliverable', verdictReason: 'invalid-syntax' }, {}, 'exclude'],
  ['DUPLICATE', { duplicate: true }, {}, 'exclude'],
  ['SUPPRESSION_UNKNOWN', { suppressions: 'unknown' }, {}, 'hold'],
  ['SUPPRESSED_UNSUBSCRIBE', { suppressions: ['unsubscribe'] }, {}, 'exclude'],
  ['SUPPRESSION_REVIEW_ROLE_ACCOUNT', { suppressions: ['role_account'] }, {}, 'hold'],
  ['SUPPRESSED_PROBABLE_SAME', { suppressedProbableSame: true }, {}, 'hold'],
  ['PROVENANCE_PURCHASED', {}, { source: 'purchased' }, 'exclude'],
  ['PROVENANCE_PURCHASED', {}, { source: 'appended' }, 'exclude'],
  ['SOURCE_UNKNOWN', {}, { source: 'unknown' }, 'hold'],
  ['NO_AFFIRMATIVE_CONSENT', NONE_AFFIRMED, {}, 'exclude'],
  ['NO_AFFIRMATIVE_CONSENT', { affirmative: null, authorization: 'absent' }, {}, 'hold'],
  ['NO_AFFIRMATIVE_CONSENT', { affirmative: false, authorization: 'unknown' }, {}, 'hold'],
  ['NO_AFFIRMATIVE_CONSENT', { affirmative: false, authorization: 'revoked' }, {}, 'exclude'],
  ['NO_AFFIRMATIVE_CONSENT', NONE_AFFIRMED, { policy: releasing }, 'release'],
  ['MINOR', { minor: true }, {}, 'exclude'],
  ['STATE_CONSENT_MISSING', { state: 'missing' }, {}, 'exclude'],
  ['STATE_UNKNOWN', { state: 'unknown' }, {}, 'hold'],
  ['STATE_UNKNOWN', { state: 'unknown' }, CONDITION, 'exclude'],
  ['STATE_UNKNOWN', { state: 'unknown' }, { phiBasis: 'relationship' }, 'hold'],
  ['STATE_UNKNOWN', { state: 'unknown' }, { phiBasis: 'unknown' }, 'exclude'],
  ['UNDELIVERABLE', { verdict: 'undeliverable', verdictReason: 'null-mx' }, {}, 'exclude'],
  ['VERDICT_STALE', { stale: true }, {}, 'hold'],
  ['VERDICT_UNKNOWN', { verdict: 'unknown', verdictReason: 'dns-timeout' }, {}, 'exclude'],
  ['ACCEPT_ALL', { risk: 'accept-all', addressConfirmed: false }, {}, 'hold'],
  ['ACCEPT_ALL', { risk: 'accept-all', addressConfirmed: true }, {}, 'release'],
  ['ACCEPT_ALL', { risk: 'accept-all', addressConfirmed: false, engaged: true }, {}, 'release'],
  ['DISPOSABLE', { risk: 'disposable' }, {}, 'exclude'],
  ['SHARED_MAILBOX_PHI', { risk: 'role' }, CONDITION, 'hold'],
  ['SHARED_MAILBOX_PHI', { risk: 'accept-all', sharedMailbox: true }, CONDITION, 'hold'],
  ['TYPO_SUSPECTED', { risk: 'typo', addressConfirmed: false }, {}, 'hold'],
  ['RISKY', { risk: 'other' }, {}, 'hold'],
  ['ADDRESS_UNCONFIRMED', { addressConfirmed: false }, CONDITION, 'hold'],
  ['ADDRESS_UNCONFIRMED', { addressConfirmed: false }, { phiBasis: 'special' }, 'hold'],
  ['TOXICITY_UNKNOWN', { toxicity: null }, {}, 'hold'],
  ['TOXICITY_UNKNOWN', { toxicity: 6 }, {}, 'hold'],
  ['TOXIC_5', { toxicity: 5 }, {}, 'exclude'],
  ['TOXIC_5', { toxicity: 5 }, { essential: true }, 'exclude'],
  ['TOXIC_4', { toxicity: 4 }, {}, 'exclude'],
  ['TOXIC_3', { toxicity: 3 }, {}, 'hold'],
  ['CONTENT_UNCLASSIFIED', {}, { content: 'unclassified' }, 'hold'],
  ['CONTENT_UNCLASSIFIED', {}, { content: 'mixed' }, 'hold'],
  ['PHI_BASIS_UNKNOWN', {}, { phiBasis: 'unknown' }, 'hold'],
];

test.for(NEWSLETTER_CASES)('a newsletter: %s with %o under %o is a decision to %s', (entry) => {
  expectDecision(entry, NEWSLETTER);
});

const CARE_CASES: Case[] = [
  ['SUPPRESSION_REVIEW_COMPLAINT_FBL', { suppressions: ['complaint_fbl'] }, {}, 'hold'],
  ['SUPPRESSED_WRONG_PERSON', { suppressions: ['wrong_person'] }, {}, 'exclude'],
  ['STATE_REVIEW', { state: 'missing' }, {}, 'hold'],
  ['STATE_REVIEW', { state: 'unknown' }, {}, 'hold'],
  ['VERDICT_UNKNOWN', { verdict: 'unknown' }, {}, 'release'],
  ['VERDICT_UNKNOWN', { verdict: 'unknown' }, CONDITION, 'hold'],
  ['ACCEPT_ALL', { risk: 'accept-all', addressConfirmed: false }, {}, 'release'],
  ['DISPOSABLE', { risk: 'disposable' }, {}, 'hold'],
  ['TYPO_SUSPECTED', { risk: 'typo', addressConfirmed: false }, {}, 'hold'],
  ['TYPO_SUSPECTED', { risk: 'typo', addressConfirmed: false }, { phiBasis: 'none' }, 'release'],
  ['RISKY', { risk: 'other' }, {}, 'release'],
  ['TOXICITY_UNKNOWN', { toxicity: null }, {}, 'release'],
  ['TOXICITY_UNKNOWN', { toxicity: null }, CONDITION, 'hold'],
  ['TOXIC_5', { toxicity: 5 }, {}, 'exclude'],
  ['TOXIC_5', { toxicity: 5 }, { essential: true }, 'hold'],
  ['TOXIC_4', { toxicity: 4 }, {}, 'hold'],
  ['TOXIC_3', { toxicity: 3 }, {}, 'release'],
  ['AUTHZ_ABSENT', { authorization: 'absent' }, { relationshipActive: false }, 'exclude'],
];

test.for(CARE_CASES)('a message about care: %s with %o under %o is a decision to %s', (entry) => {
  expectDecision(entry, CARE);
});

const PATIENT_CASES: Case[] = [
  ['AUTHZ_ABSENT', { authorization: 'absent' }, {}, 'exclude'],
  ['AUTHZ_REVOKED', { authorization: 'revoked' }, {}, 'exclude'],
  ['AUTHZ_EXPIRED', { authorization: 'expired' }, {}, 'exclude'],
  ['AUTHZ_DEFECTIVE', { authorization: 'defective' }, {}, 'exclude'],
  ['AUTHZ_SCOPE', { authorization: 'out-of-scope' }, {}, 'exclude'],
  ['AUTHZ_UNVERIFIABLE', { authorization: 'unknown' }, {}, 'hold'],
  ['AUTHZ_NO_REMUNERATION_STATEMENT', {}, { content: 'marketing_remunerated' }, 'exclude'],
  ['AUTHZ_NO_REMUNERATION_STATEMENT', {}, { remuneration: true }, 'exclude'],
  ['SPECIAL_CATEGORY_CONSENT', { special: 'missing' }, { phiBasis: 'special' }, 'exclude'],
];

test.for(PATIENT_CASES)('marketing to patients: %s with %o under %o is a decision to %s', (entry) => {
  expectDecision(entry, PATIENTS);
});

test('an authorization that states remuneration, or is about to expire, releases', () => {
  const paid = { ...PATIENTS, content: 'marketing_remunerated', remuneration: true } as const;
  expect(decide({ ...CLEAN, remunerationStated: true }, paid).outcome).toBe('release');
  expect(decide({ ...CLEAN, authorization: 'expiring' }, PATIENTS).outcome).toBe('release');
});

test('a valid authorization counts as affirmative consent, and affirmative consent never as an authorization', () => {
  expect(decide({ ...CLEAN, affirmative: false }, NEWSLETTER).outcome).toBe('release');
  expect(decide({ ...CLEAN, authorization: 'absent' }, PATIENTS).primary).toBe('AUTHZ_ABSENT');
});

test('what binds marketing alone does not touch a message about care', () => {
  const facts = { ...CLEAN, affirmative: false, authorization: 'absent', minor: true } as const;
  expect(decide(facts, { ...CARE, source: 'purchased' })).toMatchObject({ outcome: 'release', reasons: [] });
});

test('special content of a kind that asks for no consent of its own is judged by its authorization', () => {
  expect(decide(CLEAN, { ...PATIENTS, phiBasis: 'special' }).outcome).toBe('release');
});

test('the primary reason is the first of the worst hits, and all hits are named in order', () => {
  const facts = {
    ...CLEAN,
    suppressions: ['unsubscribe', 'wrong_person'],
    stale: true,
    toxicity: 4,
  } as const;
  expect(decide({ ...facts, suppressedProbableSame: true }, NEWSLETTER)).toEqual({
    outcome: 'exclude',
    primary: 'SUPPRESSED_WRONG_PERSON',
    reasons: [
      'SUPPRESSED_WRONG_PERSON',
      'SUPPRESSED_UNSUBSCRIBE',
      'SUPPRESSED_PROBABLE_SAME',
      'VERDICT_STALE',
      'TOXIC_4',
    ],
  });
  expect(decide({ ...CLEAN, stale: true, toxicity: 4 }, NEWSLETTER).primary).toBe('TOXIC_4');
});

test('each reason code has one rule, in the order of the rows', () => {
  expect(RULES.map((rule) => rule.reason).toSorted()).toEqual([...RELEASE_REASONS].toSorted());
  const rows = RULES.map((rule) => Number.parseFloat(rule.row) + (rule.row.endsWith('b') ? 0.5 : 0));
  expect(rows).toEqual(rows.toSorted((a, b) => a - b));
});

/** Compliance 3.2: the marketing and the transactional column. */
const EFFECTS: Record<SuppressionReason, [string, string]> = {
  wrong_person: ['block', 'block'],
  confidential_comm: ['block', 'block'],
  gdpr_erasure: ['block', 'block'],
  deceased: ['block', 'block'],
  authorization_revoked: ['block', 'none'],
  unsubscribe: ['block', 'block'],
  complaint_fbl: ['block', 'hold'],
  spam_trap: ['block', 'block'],
  litigator: ['block', 'hold'],
  hard_bounce_mailbox: ['block', 'block'],
  hard_bounce_domain: ['block', 'block'],
  minor: ['block', 'none'],
  domain_block: ['block', 'hold'],
  manual: ['block', 'hold'],
  disposable: ['block', 'hold'],
  soft_bounce_limit: ['block', 'hold'],
  unengaged_sunset: ['block', 'none'],
  role_account: ['hold', 'none'],
  fundraising_optout: ['none', 'none'],
};
const OUTCOME_OF: Record<string, Outcome> = { block: 'exclude', hold: 'hold', none: 'release' };

test.for(SUPPRESSION_REASONS)('%s has the effect of its row on each stream', (reason) => {
  for (const [index, terms] of [NEWSLETTER, CARE].entries()) {
    const effect = EFFECTS[reason][index] ?? '';
    expect(effectOf(reason, terms)).toBe(effect);
    const decision = decide({ ...CLEAN, suppressions: [reason] }, terms);
    expect(decision.outcome).toBe(OUTCOME_OF[effect]);
    expect(decision.reasons).toHaveLength(effect === 'none' ? 0 : 1);
  }
});

test('a fundraising opt-out blocks fundraising', () => {
  const appeal = { ...NEWSLETTER, content: 'fundraising', fundraisingLimited: true } as const;
  const decision = decide({ ...CLEAN, suppressions: ['fundraising_optout'] }, appeal);
  expect(decision).toMatchObject({ outcome: 'exclude', primary: 'SUPPRESSED_FUNDRAISING_OPTOUT' });
});

test.for([
  ['exclude', 'exclude'],
  ['hold', 'hold'],
  ['release', 'release'],
] as const)(
  'a manual suppression of a person in care, policy %s, is a decision to %s',
  ([choice, outcome]) => {
    const terms = { ...CARE, policy: { ...DEFAULT_POLICY, manualTransactional: choice } };
    expect(decide({ ...CLEAN, suppressions: ['manual'] }, terms).outcome).toBe(outcome);
  },
);
