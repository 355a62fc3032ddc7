// What the release gate knows of one row, under which terms it judges, and what it decides.
import type { Purpose, Stream } from './consent.ts';
import type { SuppressionReason } from './suppression.ts';
import type { Verdict, VerdictReason } from './verdict.ts';

export const CONTENT_CLASSES = [
  'treatment',
  'payment',
  'operations',
  'security_notice',
  'refill_reminder',
  'own_service',
  'marketing',
  'marketing_remunerated',
  'fundraising',
  'mixed',
  'unclassified',
] as const;
export type ContentClass = (typeof CONTENT_CLASSES)[number];

export const PHI_BASES = ['none', 'relationship', 'condition', 'special', 'unknown'] as const;
export type PhiBasis = (typeof PHI_BASES)[number];

export const SOURCES = [
  'clinical',
  'web_form',
  'event',
  'referral',
  'self_declared',
  'purchased',
  'appended',
  'unknown',
] as const;
export type Source = (typeof SOURCES)[number];

/** What a special PHI basis may stand on (compliance 4.1). */
export const SPECIAL_CATEGORIES = [
  'substance_use',
  'psychotherapy',
  'reproductive',
  'hiv',
  'mental_health',
  'genetic',
] as const;
export type SpecialCategory = (typeof SPECIAL_CATEGORIES)[number];

export const OUTCOMES = ['release', 'hold', 'exclude'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const RISKS = ['none', 'disposable', 'role', 'typo', 'accept-all', 'other'] as const;
export type Risk = (typeof RISKS)[number];

export const AUTHORIZATION_STATUSES = [
  'absent',
  'valid',
  'expiring',
  'expired',
  'revoked',
  'defective',
  'out-of-scope',
  'unknown',
] as const;
export type AuthorizationStatus = (typeof AUTHORIZATION_STATUSES)[number];

/** Everything the gate knows of one row; closed, so that every combination can be enumerated. */
export interface ReleaseFacts {
  readonly verdict: Verdict;
  readonly verdictReason: VerdictReason;
  readonly stale: boolean;
  readonly risk: Risk;
  /** 0–5; null: unknown. */
  readonly toxicity: number | null;
  readonly duplicate: boolean;
  /** Reasons in force for the stream, in reporting order; `unknown` when they could not be read. */
  readonly suppressions: readonly SuppressionReason[] | 'unknown';
  /** The folded key meets a suppression that the address key does not. */
  readonly suppressedProbableSame: boolean;
  readonly authorization: AuthorizationStatus;
  readonly affirmative: boolean | null;
  readonly special: 'held' | 'missing' | 'not-needed';
  readonly remunerationStated: boolean;
  readonly state: 'ok' | 'missing' | 'unknown';
  readonly addressConfirmed: boolean;
  readonly minor: boolean;
  readonly engaged: boolean;
  /** The mailbox is a role account, whatever the verdict's first reason; left out: judged by `risk`. */
  readonly sharedMailbox?: boolean;
}

/** One per release: what the requester declared, and the policy in force. */
export interface ReleaseTerms {
  readonly stream: Stream;
  readonly content: ContentClass;
  readonly phiBasis: PhiBasis;
  /** `unknown` is judged as true. */
  readonly remuneration: boolean;
  readonly source: Source;
  readonly purpose: Purpose | null;
  readonly relationshipActive: boolean;
  readonly essential: boolean;
  readonly policy: PolicyTerms;
  /** Attested: payment for a refill reminder is at most its cost (45 CFR 164.501). Left out: no. */
  readonly remunerationWithinCost?: boolean;
  /** Criteria within 45 CFR 164.514(f)(1) and the opt-out accepted. Left out: no. */
  readonly fundraisingLimited?: boolean;
  /** What makes the basis special; left out: unknown, and the special consent is asked for. */
  readonly specialCategory?: SpecialCategory;
}

/** The part of a policy version that the gate reads (compliance 4.7). */
export interface PolicyTerms {
  readonly version: string;
  readonly noAffirmativeConsent: 'exclude' | 'release';
  readonly ownServiceException: boolean;
  readonly manualTransactional: 'exclude' | 'hold' | 'release';
  readonly expirySeconds: Readonly<Record<Stream, number>>;
  /** Greatest age of a verdict in seconds (compliance 4.4). */
  readonly freshnessSeconds: {
    readonly deliverable: number;
    readonly deliverablePhi: number;
    readonly risky: number;
    readonly unknown: number;
    readonly undeliverable: number;
  };
  readonly releasedColumns: readonly string[];
}

export interface Decision {
  readonly outcome: Outcome;
  /** The lowest rule number among the hits that have the winning outcome; null when released. */
  readonly primary: ReleaseReason | null;
  /** Every rule that hit, lowest number first. */
  readonly reasons: readonly ReleaseReason[];
}

/** Upper-case codes without parameters, closed; packed decisions store the index: append only. */
export const RELEASE_REASONS = [
  'SYNTAX_INVALID',
  'DUPLICATE',
  'SUPPRESSION_UNKNOWN',
  'SUPPRESSED_WRONG_PERSON',
  'SUPPRESSED_CONFIDENTIAL_COMM',
  'SUPPRESSED_GDPR_ERASURE',
  'SUPPRESSED_DECEASED',
  'SUPPRESSED_AUTHORIZATION_REVOKED',
  'SUPPRESSED_UNSUBSCRIBE',
  'SUPPRESSED_COMPLAINT_FBL',
  'SUPPRESSED_SPAM_TRAP',
  'SUPPRESSED_LITIGATOR',
  'SUPPRESSED_HARD_BOUNCE_MAILBOX',
  'SUPPRESSED_HARD_BOUNCE_DOMAIN',
  'SUPPRESSED_MINOR',
  'SUPPRESSED_DOMAIN_BLOCK',
  'SUPPRESSED_MANUAL',
  'SUPPRESSED_DISPOSABLE',
  'SUPPRESSED_SOFT_BOUNCE_LIMIT',
  'SUPPRESSED_UNENGAGED_SUNSET',
  'SUPPRESSED_FUNDRAISING_OPTOUT',
  'SUPPRESSED_ROLE_ACCOUNT',
  'SUPPRESSION_REVIEW_COMPLAINT_FBL',
  'SUPPRESSION_REVIEW_LITIGATOR',
  'SUPPRESSION_REVIEW_DOMAIN_BLOCK',
  'SUPPRESSION_REVIEW_MANUAL',
  'SUPPRESSION_REVIEW_DISPOSABLE',
  'SUPPRESSION_REVIEW_SOFT_BOUNCE_LIMIT',
  'SUPPRESSION_REVIEW_ROLE_ACCOUNT',
  'SUPPRESSED_PROBABLE_SAME',
  'PROVENANCE_PURCHASED',
  'SOURCE_UNKNOWN',
  'AUTHZ_ABSENT',
  'AUTHZ_REVOKED',
  'AUTHZ_EXPIRED',
  'AUTHZ_DEFECTIVE',
  'AUTHZ_SCOPE',
  'AUTHZ_UNVERIFIABLE',
  'AUTHZ_NO_REMUNERATION_STATEMENT',
  'SPECIAL_CATEGORY_CONSENT',
  'NO_AFFIRMATIVE_CONSENT',
  'MINOR',
  'STATE_CONSENT_MISSING',
  'STATE_UNKNOWN',
  'STATE_REVIEW',
  'UNDELIVERABLE',
  'VERDICT_STALE',
  'VERDICT_UNKNOWN',
  'ACCEPT_ALL',
  'DISPOSABLE',
  'SHARED_MAILBOX_PHI',
  'TYPO_SUSPECTED',
  'RISKY',
  'ADDRESS_UNCONFIRMED',
  'TOXICITY_UNKNOWN',
  'TOXIC_5',
  'TOXIC_4',
  'TOXIC_3',
  'CONTENT_UNCLASSIFIED',
  'PHI_BASIS_UNKNOWN',
] as const;
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/** Findings about a whole list; any of them holds the release. */
export const LIST_REASONS = [
  'POLICY_INVALID',
  'FAIL_CLOSED',
  'CONSENT_FEED_STALE',
  'SUPPRESSION_FEED_STALE',
  'DECLARATION_MISSING',
  'PHI_BASIS_CONTRADICTED',
  'CONTENT_NOT_CHECKED',
  'NO_TRIGGER',
  'LIST_PROVENANCE_SUSPECT',
  'CLOCK_UNSURE',
] as const;
export type ListReason = (typeof LIST_REASONS)[number];
