// Permission to mail a person: what is recorded, and its status at an instant (compliance 2).

export const CONSENT_KINDS = [
  'hipaa_authorization',
  'can_spam_affirmative',
  'state_consent',
  'gdpr_consent',
  'part2_consent',
  'mhmda_sale',
  'treatment_relationship',
  'fundraising_optout',
] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

export const CAPTURE_POINTS = [
  'web_form',
  'intake_form',
  'portal',
  'event',
  'referral',
  'paper',
  'phone',
  'reply',
  'import',
] as const;
export type CapturePoint = (typeof CAPTURE_POINTS)[number];

export const PURPOSES = [
  'own_services',
  'third_party_products',
  'condition_education',
  'events',
  'research_recruitment',
  'fundraising',
  'wellness',
  'surveys',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export const STREAMS = ['marketing', 'transactional'] as const;
export type Stream = (typeof STREAMS)[number];

export const CONSENT_STATUSES = [
  'rejected',
  'pending',
  'granted',
  'superseded',
  'expired',
  'revoked',
  'invalidated',
] as const;
export type ConsentStatus = (typeof CONSENT_STATUSES)[number];

/** Defects of 45 CFR 164.508 authorizations that make a record rejected (compliance 2.4). */
export const CONSENT_DEFECTS = [
  'E1_INFO_DESCRIPTION',
  'E2_DISCLOSER',
  'E3_RECIPIENT',
  'E4_PURPOSE',
  'E5_EXPIRY',
  'E6_SIGNATURE',
  'E6_DATE',
  'E6_REP_AUTHORITY',
  'ST1_REVOKE',
  'ST2_CONDITIONING',
  'ST3_REDISCLOSURE',
  'R1_REMUNERATION_UNANSWERED',
  'R2_REMUNERATION_STATEMENT',
  'C3_PLAIN_LANGUAGE',
  'C4_COPY',
  'B3_COMPOUND',
  'COLLECTED_IN_EMERGENCY',
  'SIGNATURE_EVIDENCE_MISSING',
] as const;
export type ConsentDefect = (typeof CONSENT_DEFECTS)[number];

/** The instants that decide a consent's status; all UTC. */
export interface ConsentInstants {
  readonly defects: readonly ConsentDefect[];
  readonly effectiveFrom: Date;
  readonly expiresAt: Date | null;
  /** When the expiry event happened; null while it has not. */
  readonly eventAt: Date | null;
  readonly revokedAt: Date | null;
  readonly supersededAt: Date | null;
  readonly invalidatedAt: Date | null;
}

/** The elements of a HIPAA authorization as the validator sees them (45 CFR 164.508(c)). */
export interface AuthorizationElements {
  readonly infoDescription: string | null;
  readonly disclosers: readonly string[];
  readonly recipients: readonly string[];
  readonly purposes: readonly Purpose[];
  readonly expiresAt: Date | null;
  readonly expiryEvent: string | null;
  readonly signer: string | null;
  readonly signedAt: Date | null;
  readonly representativeAuthority: string | null;
  readonly revocationStatement: boolean | null;
  readonly conditioningStatement: boolean | null;
  readonly redisclosureStatement: boolean | null;
  readonly remuneration: boolean | null;
  readonly remunerationStatement: boolean | null;
  readonly plainLanguageAttested: boolean | null;
  readonly copyGivenAt: Date | null;
  readonly phiInContent: boolean | null;
  readonly signatureMethod: string | null;
  readonly signerAuthLevel: string | null;
  readonly initiatedBy: 'individual' | 'organisation' | null;
  readonly collectionContext: string | null;
  readonly documentSha256: string | null;
}

/** What a consent is for; consents with equal scopes share one row of `consent_scopes`. */
export interface ConsentScope {
  readonly kind: ConsentKind;
  readonly stream: Stream;
  /** Empty: every purpose of the stream. */
  readonly purposes: readonly Purpose[];
  /** The authorization states remuneration (R1 true and R2 present). */
  readonly remunerationStated: boolean;
}

/** One line of a consent import, checked, before keys are made. */
export interface ConsentRecord {
  readonly kind: ConsentKind;
  readonly stream: Stream;
  readonly purposes: readonly Purpose[];
  readonly signedAt: Date;
  readonly capturePoint: CapturePoint;
  readonly effectiveFrom: Date;
  readonly expiresAt: Date | null;
  readonly expiryEvent: string | null;
  readonly documentSha256: string | null;
  /** Only for `hipaa_authorization`. */
  readonly authorization: AuthorizationElements | null;
}
