// Whether a consent reaches far enough for a release (compliance 2.4, SCOPE_STREAM and SCOPE_PURPOSE).
import type { ConsentScope, Purpose } from '../model/consent.ts';
import type { ReleaseTerms } from '../model/decision.ts';

/**
 * True when the consent covers the release's stream and purpose; the channel is always email.
 * A consent without purposes covers its whole stream. One with purposes covers a release only when
 * the release states one of them, so a release without a purpose is not covered.
 */
export function scopeCovers(
  scope: Pick<ConsentScope, 'stream' | 'purposes'>,
  terms: Pick<ReleaseTerms, 'stream' | 'purpose' | 'content'>,
): boolean {
  if (scope.stream !== terms.stream) return false;
  if (scope.purposes.length === 0) return true;
  const purpose = purposeOf(terms);
  return purpose !== null && scope.purposes.includes(purpose);
}

/** What the release is for: as declared, else `own_services` for a message about own services. */
function purposeOf({ purpose, content }: Pick<ReleaseTerms, 'purpose' | 'content'>): Purpose | null {
  return purpose ?? (content === 'own_service' ? 'own_services' : null);
}
