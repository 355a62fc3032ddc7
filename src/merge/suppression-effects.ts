// What each suppression reason does to a release of each stream (compliance 3.2).
import type { Stream } from '../model/consent.ts';
import type { ReleaseTerms } from '../model/decision.ts';
import type { SuppressionReason } from '../model/suppression.ts';

export const EFFECTS = ['none', 'hold', 'block'] as const;
/** `block` excludes, `hold` asks a person, `none` leaves the row alone. */
export type Effect = (typeof EFFECTS)[number];

type Row = Readonly<Record<Stream, Effect>>;

const BLOCK: Row = { marketing: 'block', transactional: 'block' };
const BLOCK_OR_REVIEW: Row = { marketing: 'block', transactional: 'hold' };
const BLOCK_MARKETING: Row = { marketing: 'block', transactional: 'none' };

/**
 * The table as data. It is asked only about entries whose scope reaches the release, so an
 * `unsubscribe` seen by a transactional release was widened to it on purpose: that is the opt-out
 * from a category of compliance 3.2, and it blocks. `manual` and `fundraising_optout` depend on
 * more than the stream; see `effectOf`.
 */
const EFFECT_OF: Readonly<Record<SuppressionReason, Row>> = {
  wrong_person: BLOCK,
  confidential_comm: BLOCK,
  gdpr_erasure: BLOCK,
  deceased: BLOCK,
  authorization_revoked: BLOCK_MARKETING,
  unsubscribe: BLOCK,
  complaint_fbl: BLOCK_OR_REVIEW,
  spam_trap: BLOCK,
  litigator: BLOCK_OR_REVIEW,
  hard_bounce_mailbox: BLOCK,
  hard_bounce_domain: BLOCK,
  minor: BLOCK_MARKETING,
  domain_block: BLOCK_OR_REVIEW,
  manual: BLOCK_OR_REVIEW,
  disposable: BLOCK_OR_REVIEW,
  soft_bounce_limit: BLOCK_OR_REVIEW,
  unengaged_sunset: BLOCK_MARKETING,
  role_account: { marketing: 'hold', transactional: 'none' },
  fundraising_optout: BLOCK,
};

const MANUAL_EFFECT = { exclude: 'block', hold: 'hold', release: 'none' } as const;

/**
 * The effect of one suppression in force for the release's stream. A fundraising opt-out speaks of
 * fundraising content alone (45 CFR 164.514(f)(2)); what a manual entry does to transactional mail
 * is the organisation's choice.
 */
export function effectOf(
  reason: SuppressionReason,
  terms: Pick<ReleaseTerms, 'stream' | 'content' | 'policy'>,
): Effect {
  if (reason === 'fundraising_optout' && terms.content !== 'fundraising') return 'none';
  if (reason === 'manual' && terms.stream === 'transactional') {
    return MANUAL_EFFECT[terms.policy.manualTransactional];
  }
  return EFFECT_OF[reason][terms.stream];
}
