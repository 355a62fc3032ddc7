// Decides whether a domain is to be called a typo, and of which provider.
import { type DomainFacts, type DomainProfile, FACTS_SKIPPED } from '../model/domain-facts.ts';
import { takesNoMail } from './mail-route.ts';

export interface TypoFinding {
  /** The provider's domain, to be offered and never applied. */
  readonly suggestion: string;
  /** `name@version` of the list of known typos, or `rule` for a near miss. */
  readonly source: string;
  /** False where the typed domain may be real (`gmail.co`): then nothing but the suggestion follows. */
  readonly counts: boolean;
}

/**
 * A known typo is always one, whatever the DNS says. A near miss is one only where the domain takes no
 * mail, or where the DNS was not asked and one slip explains it: a live domain is never corrected.
 */
export function findTypo(profile: DomainProfile, facts: DomainFacts): TypoFinding | null {
  const counts = profile.suggestOnly !== true;
  if (profile.knownTypo !== null) {
    return { suggestion: profile.knownTypo.suggestion, source: profile.knownTypo.source, counts };
  }
  if (profile.nearMiss === null) return null;
  const { suggestion, oneSlip } = profile.nearMiss;
  const notAsked = facts.dns === FACTS_SKIPPED.dns;
  const finding = { suggestion, source: 'rule', counts };
  if (!counts) return finding;
  return takesNoMail(profile, facts) || (notAsked && oneSlip) ? finding : null;
}
