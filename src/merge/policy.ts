// The policy that comes with the installation (compliance 4.7), and how old a verdict may be (4.4).
import type { PhiBasis, PolicyTerms, Risk } from '../model/decision.ts';
import type { Verdict } from '../model/verdict.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** `default@1`, approved by `system`; durations in seconds. */
export const DEFAULT_POLICY: PolicyTerms = {
  version: 'default@1',
  noAffirmativeConsent: 'exclude',
  ownServiceException: false,
  manualTransactional: 'hold',
  expirySeconds: { marketing: 24 * HOUR, transactional: 4 * HOUR },
  freshnessSeconds: {
    deliverable: 30 * DAY,
    deliverablePhi: 14 * DAY,
    risky: 7 * DAY,
    unknown: 24 * HOUR,
    undeliverable: 30 * DAY,
  },
  releasedColumns: [],
};

/**
 * Whether a verdict is too old to release on. An age equal to the limit is fresh; an age that is
 * not a number is stale.
 *
 * @param ageSeconds time since the check, by the database's clock
 */
export function isStale(
  verdict: Verdict,
  risk: Risk,
  ageSeconds: number,
  phiBasis: PhiBasis,
  policy: Pick<PolicyTerms, 'freshnessSeconds'>,
): boolean {
  return !(ageSeconds <= maximumAgeSeconds(verdict, risk, phiBasis, policy));
}

function maximumAgeSeconds(
  verdict: Verdict,
  risk: Risk,
  phiBasis: PhiBasis,
  { freshnessSeconds }: Pick<PolicyTerms, 'freshnessSeconds'>,
): number {
  if (verdict !== 'deliverable') return freshnessSeconds[verdict];
  if (risk === 'disposable' || risk === 'accept-all') return freshnessSeconds.risky;
  return phiBasis === 'none' ? freshnessSeconds.deliverable : freshnessSeconds.deliverablePhi;
}
