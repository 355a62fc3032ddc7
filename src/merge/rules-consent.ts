// Rows 30 to 44 of the release table: authorization, affirmative consent, minors and state rules.
import type { AuthorizationStatus, Outcome, ReleaseReason } from '../model/decision.ts';
import { AUTHORIZATION_TERMS, needsAuthorization } from './needs-authorization.ts';
import { type Rule, revealsCondition, rule } from './rule.ts';

/** A rule of rows 30 to 35: an authorization is needed and has this status. */
function authorizationRule(
  row: string,
  reason: ReleaseReason,
  status: AuthorizationStatus,
  outcome: Outcome,
): Rule {
  return rule(row, reason, ['authorization', ...AUTHORIZATION_TERMS], (matter) =>
    matter.authorization === status && needsAuthorization(matter) ? outcome : null,
  );
}

/** Valid now; `expiring` is valid too, its release only ends sooner (row 39). */
export function isInForce(status: AuthorizationStatus): boolean {
  return status === 'valid' || status === 'expiring';
}

export const CONSENT_RULES: readonly Rule[] = [
  authorizationRule('30', 'AUTHZ_ABSENT', 'absent', 'exclude'),
  authorizationRule('31', 'AUTHZ_REVOKED', 'revoked', 'exclude'),
  authorizationRule('32', 'AUTHZ_EXPIRED', 'expired', 'exclude'),
  authorizationRule('33', 'AUTHZ_DEFECTIVE', 'defective', 'exclude'),
  authorizationRule('34', 'AUTHZ_SCOPE', 'out-of-scope', 'exclude'),
  authorizationRule('35', 'AUTHZ_UNVERIFIABLE', 'unknown', 'hold'),

  // Whoever is paid must say so on the authorization (45 CFR 164.508(a)(3)(ii)). An unverifiable
  // one is asked as well: it is no better for being unread.
  rule(
    '36',
    'AUTHZ_NO_REMUNERATION_STATEMENT',
    ['authorization', 'remunerationStated', ...AUTHORIZATION_TERMS],
    (matter) => {
      if (matter.remunerationStated || !needsAuthorization(matter)) return null;
      const isPaid = matter.content === 'marketing_remunerated' || matter.remuneration;
      const mayStand = isInForce(matter.authorization) || matter.authorization === 'unknown';
      return isPaid && mayStand ? 'exclude' : null;
    },
  ),
  rule('37', 'SPECIAL_CATEGORY_CONSENT', ['special', 'phiBasis'], ({ special, phiBasis }) =>
    phiBasis === 'special' && special === 'missing' ? 'exclude' : null,
  ),

  // A valid authorization is the stronger act and counts as affirmative; never the other way round.
  rule(
    '38',
    'NO_AFFIRMATIVE_CONSENT',
    ['stream', 'affirmative', 'authorization', ...AUTHORIZATION_TERMS],
    (matter) => {
      const { stream, affirmative, authorization, policy } = matter;
      if (stream !== 'marketing' || affirmative === true || isInForce(authorization)) return null;
      if (needsAuthorization(matter)) return null;
      if (policy.noAffirmativeConsent === 'release') return 'release';
      return affirmative === null || authorization === 'unknown' ? 'hold' : 'exclude';
    },
  ),
  rule('40', 'MINOR', ['stream', 'minor'], ({ stream, minor }) =>
    stream === 'marketing' && minor ? 'exclude' : null,
  ),

  rule('42', 'STATE_CONSENT_MISSING', ['stream', 'state'], ({ stream, state }) =>
    stream === 'marketing' && state === 'missing' ? 'exclude' : null,
  ),
  rule('43', 'STATE_UNKNOWN', ['stream', 'state', 'phiBasis'], ({ stream, state, phiBasis }) => {
    if (stream !== 'marketing' || state !== 'unknown') return null;
    return revealsCondition(phiBasis) ? 'exclude' : 'hold';
  }),
  rule('44', 'STATE_REVIEW', ['stream', 'state'], ({ stream, state }) =>
    stream === 'transactional' && state !== 'ok' ? 'hold' : null,
  ),
];
