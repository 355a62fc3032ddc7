// Which consents a released row stands on: when the last of them ends, so does the permission.
import type { ConsentKind, ConsentScope } from '../model/consent.ts';
import type { ReleaseTerms } from '../model/decision.ts';
import { needsAuthorization } from './needs-authorization.ts';
import { scopeCovers } from './scope.ts';

/** Kinds of consent to marketing that are no authorization (row 38, and the state overlay). */
export const AFFIRMATIVE_KINDS: readonly ConsentKind[] = [
  'can_spam_affirmative',
  'state_consent',
  'gdpr_consent',
];

/**
 * True when the release may stand on a consent of this scope. Where an authorization is needed nothing else
 * will do, and where somebody pays it must say so; marketing that needs none stands on any affirmative
 * consent or the stronger authorization; other mail asks for no consent.
 */
export function standsOn(scope: ConsentScope, terms: ReleaseTerms): boolean {
  if (!scopeCovers(scope, terms)) return false;
  const isAuthorization = scope.kind === 'hipaa_authorization';
  if (needsAuthorization(terms)) {
    const isPaid = terms.content === 'marketing_remunerated' || terms.remuneration;
    return isAuthorization && (scope.remunerationStated || !isPaid);
  }
  return terms.stream === 'marketing' && (isAuthorization || AFFIRMATIVE_KINDS.includes(scope.kind));
}
