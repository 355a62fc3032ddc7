// Whether a release needs each person's HIPAA authorization (compliance 4.1; 45 CFR 164.501, 164.508).
import type { ReleaseTerms } from '../model/decision.ts';

/** The terms that the question depends on. */
export const AUTHORIZATION_TERMS = [
  'content',
  'phiBasis',
  'remuneration',
  'source',
  'relationshipActive',
  'policy',
  'remunerationWithinCost',
  'fundraisingLimited',
] as const satisfies readonly (keyof ReleaseTerms)[];

export type AuthorizationTerms = Pick<ReleaseTerms, (typeof AUTHORIZATION_TERMS)[number]>;

/** True when nobody may be mailed under these terms without a valid authorization. */
export function needsAuthorization(terms: AuthorizationTerms): boolean {
  switch (terms.content) {
    case 'payment':
    case 'operations':
    case 'security_notice':
      return false;
    case 'treatment':
      return !terms.relationshipActive || terms.remuneration;
    case 'refill_reminder':
      return terms.remuneration && terms.remunerationWithinCost !== true;
    case 'fundraising':
      return terms.fundraisingLimited !== true;
    case 'own_service':
      return ownServiceNeedsAuthorization(terms);
    case 'marketing':
    case 'marketing_remunerated':
    case 'mixed':
    case 'unclassified':
      return touchesPatients(terms);
  }
}

/**
 * Own services need none where no patient data is used and nobody pays, nor for patients as such
 * where counsel has signed the own-service exception. A clinical list whose basis is declared as
 * `none` is a list of patients, so the exception reaches it too: a lower basis never fares worse.
 */
function ownServiceNeedsAuthorization(terms: AuthorizationTerms): boolean {
  if (terms.remuneration) return true;
  if (!touchesPatients(terms)) return false;
  const patientsAsSuch = terms.phiBasis === 'none' || terms.phiBasis === 'relationship';
  return !(terms.policy.ownServiceException && patientsAsSuch);
}

/** Patient data chose the recipients, or the addresses come from care. */
function touchesPatients({ phiBasis, source }: AuthorizationTerms): boolean {
  return phiBasis !== 'none' || source === 'clinical';
}
