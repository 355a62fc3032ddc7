// Who must not be mailed, why, and where that holds (compliance 3.2).

/** Reasons in reporting order (compliance 3.5.2). Masks store the index as a bit: append only. */
export const SUPPRESSION_REASONS = [
  'wrong_person',
  'confidential_comm',
  'gdpr_erasure',
  'deceased',
  'authorization_revoked',
  'unsubscribe',
  'complaint_fbl',
  'spam_trap',
  'litigator',
  'hard_bounce_mailbox',
  'hard_bounce_domain',
  'minor',
  'domain_block',
  'manual',
  'disposable',
  'soft_bounce_limit',
  'unengaged_sunset',
  'role_account',
  'fundraising_optout',
] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** Findings about the sender, not the person: an import that names one is refused. */
export const REASONS_WITHOUT_EFFECT = ['sender_block', 'content'] as const;

/** `all`, a stream, one list or one sender. */
export type SuppressionScope = 'all' | 'marketing' | 'transactional' | `list:${string}` | `sender:${string}`;

/** One line of a suppression import, checked, before keys are made. */
export interface SuppressionRecord {
  readonly match:
    | { readonly by: 'address'; readonly text: string }
    | { readonly by: 'domain'; readonly text: string }
    | { readonly by: 'hash'; readonly algorithm: 'md5' | 'sha256'; readonly hex: string };
  readonly reason: SuppressionReason;
  readonly scope: SuppressionScope;
  readonly expiresAt: Date | null;
  /** Claimed time of receipt; it can only back-date. null: now. */
  readonly receivedAt: Date | null;
}
