// The status of a consent at an instant, derived from its instants and never stored as truth.
import type { ConsentInstants, ConsentStatus } from '../model/consent.ts';

/**
 * The status at `t` (compliance 2.3). A consent is in force over `[effectiveFrom, end)`, where the
 * end is the first of expiry, event, revocation, replacement and invalidation; where several have
 * been reached the gravest is named: invalidated, revoked, expired, superseded. Defects reject a
 * consent for good. An instant that is not a valid date counts as reached, so nothing is granted
 * on it.
 */
export function statusAt(consent: ConsentInstants, t: Date): ConsentStatus {
  if (consent.defects.length > 0) return 'rejected';
  if (isReached(consent.invalidatedAt, t)) return 'invalidated';
  if (isReached(consent.revokedAt, t)) return 'revoked';
  if (isReached(consent.expiresAt, t) || isReached(consent.eventAt, t)) return 'expired';
  if (isReached(consent.supersededAt, t)) return 'superseded';
  return consent.effectiveFrom.getTime() <= t.getTime() ? 'granted' : 'pending';
}

function isReached(instant: Date | null, t: Date): boolean {
  return instant !== null && !(instant.getTime() > t.getTime());
}
