// Which bit of a stream's mask a suppression sets: its reason, wherever its scope reaches.
import { SUPPRESSION_REASONS, type SuppressionReason } from '../model/suppression.ts';

/**
 * Bits of an entry in the masks of both streams, as `PERSON_BITS.suppressions` packs them. Scopes of one list
 * or sender reach both streams; what the reason then does is `effectOf`'s to say.
 */
export function suppressionMasks(
  reason: string,
  scope: string,
): { marketing: number; transactional: number } {
  const at = SUPPRESSION_REASONS.indexOf(reason as SuppressionReason);
  const bit = at < 0 ? 0 : 1 << at;
  return {
    marketing: scope === 'transactional' ? 0 : bit,
    transactional: scope === 'marketing' ? 0 : bit,
  };
}

/** The bit of one reason. */
export function suppressionBit(reason: SuppressionReason): number {
  return 1 << SUPPRESSION_REASONS.indexOf(reason);
}
