// A row that nothing speaks against, terms that ask for little, and random ones of both.
import fc from 'fast-check';
import { DEFAULT_POLICY } from '../../../src/merge/policy.ts';
import { riskOf, verdictOf } from '../../../src/merge/release-facts.ts';
import { PURPOSES, STREAMS } from '../../../src/model/consent.ts';
import {
  AUTHORIZATION_STATUSES,
  CONTENT_CLASSES,
  PHI_BASES,
  type ReleaseFacts,
  type ReleaseTerms,
  SOURCES,
} from '../../../src/model/decision.ts';
import { SUPPRESSION_REASONS } from '../../../src/model/suppression.ts';
import { REASONS } from '../../../src/model/verdict.ts';

export const CLEAN: ReleaseFacts = {
  verdict: 'deliverable',
  verdictReason: 'ok',
  stale: false,
  risk: 'none',
  toxicity: 0,
  duplicate: false,
  suppressions: [],
  suppressedProbableSame: false,
  authorization: 'valid',
  affirmative: true,
  special: 'not-needed',
  remunerationStated: false,
  state: 'ok',
  addressConfirmed: true,
  minor: false,
  engaged: false,
  sharedMailbox: false,
};

/** A newsletter to people who asked for it. */
export const NEWSLETTER: ReleaseTerms = {
  stream: 'marketing',
  content: 'own_service',
  phiBasis: 'none',
  remuneration: false,
  source: 'web_form',
  purpose: null,
  relationshipActive: false,
  essential: false,
  policy: DEFAULT_POLICY,
};

/** A message about care that is going on. */
export const CARE: ReleaseTerms = {
  ...NEWSLETTER,
  stream: 'transactional',
  content: 'treatment',
  phiBasis: 'relationship',
  source: 'clinical',
  relationshipActive: true,
};

export const anyFacts: fc.Arbitrary<ReleaseFacts> = fc
  .record({
    verdictReason: fc.constantFrom(...REASONS),
    stale: fc.boolean(),
    toxicity: fc.constantFrom(0, 1, 2, 3, 4, 5, null),
    duplicate: fc.boolean(),
    suppressions: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.subarray([...SUPPRESSION_REASONS], { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant('unknown' as const) },
    ),
    suppressedProbableSame: fc.boolean(),
    authorization: fc.constantFrom(...AUTHORIZATION_STATUSES),
    affirmative: fc.constantFrom(true, false, null),
    special: fc.constantFrom('held', 'missing', 'not-needed'),
    remunerationStated: fc.boolean(),
    state: fc.constantFrom('ok', 'missing', 'unknown'),
    addressConfirmed: fc.boolean(),
    minor: fc.boolean(),
    engaged: fc.boolean(),
    sharedMailbox: fc.boolean(),
  })
  .map((facts) => ({
    ...facts,
    verdict: verdictOf(facts.verdictReason),
    risk: riskOf(facts.verdictReason),
  }));

export const anyTerms: fc.Arbitrary<ReleaseTerms> = fc.record({
  stream: fc.constantFrom(...STREAMS),
  content: fc.constantFrom(...CONTENT_CLASSES),
  phiBasis: fc.constantFrom(...PHI_BASES),
  remuneration: fc.boolean(),
  source: fc.constantFrom(...SOURCES),
  purpose: fc.constantFrom(...PURPOSES, null),
  relationshipActive: fc.boolean(),
  essential: fc.boolean(),
  policy: fc.record({
    ...Object.fromEntries(Object.entries(DEFAULT_POLICY).map(([key, value]) => [key, fc.constant(value)])),
    noAffirmativeConsent: fc.constantFrom('exclude', 'release'),
    ownServiceException: fc.boolean(),
    manualTransactional: fc.constantFrom('exclude', 'hold', 'release'),
  }) as fc.Arbitrary<ReleaseTerms['policy']>,
  remunerationWithinCost: fc.boolean(),
  fundraisingLimited: fc.boolean(),
});

/** Rows that little speaks against, so that the effect of one change is not hidden by the others. */
export const mostlyCleanFacts: fc.Arbitrary<ReleaseFacts> = fc
  .tuple(anyFacts, fc.subarray(Object.keys(CLEAN) as (keyof ReleaseFacts)[], { maxLength: 3 }))
  .map(([facts, fields]) => ({
    ...CLEAN,
    ...Object.fromEntries(fields.map((field) => [field, facts[field]])),
  }));

/** Everyday terms with a few of them changed, for the same reason. */
export const mostlyCommonTerms: fc.Arbitrary<ReleaseTerms> = fc
  .tuple(
    fc.constantFrom(NEWSLETTER, CARE),
    anyTerms,
    fc.subarray(Object.keys(NEWSLETTER) as (keyof ReleaseTerms)[], { maxLength: 4 }),
  )
  .map(([base, terms, fields]) => ({
    ...base,
    ...Object.fromEntries(fields.map((field) => [field, terms[field]])),
  }));
