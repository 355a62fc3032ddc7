// From what was packed about a row to the facts that the gate reads.
import type { ReleaseFacts, ReleaseTerms, Risk } from '../model/decision.ts';
import { VERDICT_REASONS, VERDICTS, type Verdict, type VerdictReason } from '../model/verdict.ts';
import type { PersonFacts, RowFacts } from './facts.ts';
import { isInForce } from './rules-consent.ts';

/** The facts as the gate reads them; the terms say which special consent and which state rules are asked for. */
export function toReleaseFacts(person: PersonFacts, row: RowFacts, terms: ReleaseTerms): ReleaseFacts {
  return {
    verdict: verdictOf(row.verdictReason),
    verdictReason: row.verdictReason,
    stale: row.stale,
    risk: riskOf(row.verdictReason),
    toxicity: row.toxicity,
    duplicate: row.duplicate,
    suppressions: person.suppressions,
    suppressedProbableSame: person.probableSame,
    authorization: person.authorization,
    affirmative: person.affirmative,
    special: specialOf(person, terms),
    remunerationStated: person.remunerationStated,
    state: stateOf(person, terms),
    addressConfirmed: person.addressConfirmed,
    minor: person.minor,
    engaged: person.engaged,
    sharedMailbox: row.sharedMailbox,
  };
}

const VERDICT_OF: ReadonlyMap<VerdictReason, Verdict> = new Map(
  VERDICTS.flatMap((verdict) => VERDICT_REASONS[verdict].map((reason) => [reason, verdict] as const)),
);

/** The verdict that a reason belongs to. */
export function verdictOf(reason: VerdictReason): Verdict {
  return VERDICT_OF.get(reason) ?? 'unknown';
}

/** The risk that rows 48 to 51b ask about. */
export function riskOf(reason: VerdictReason): Risk {
  switch (reason) {
    case 'disposable':
    case 'accept-all':
      return reason;
    case 'typo-domain':
      return 'typo';
    case 'role-account':
      return 'role';
    default:
      return verdictOf(reason) === 'risky' ? 'other' : 'none';
  }
}

/**
 * SEED-9-OPTIN is met by affirmative consent or the stronger authorization, whatever the residence,
 * and asks nothing of transactional mail.
 */
function stateOf(person: PersonFacts, { stream }: ReleaseTerms): ReleaseFacts['state'] {
  if (stream === 'transactional' || person.affirmative || isInForce(person.authorization)) return 'ok';
  if (person.residence === 'elsewhere') return 'ok';
  return person.residence === 'overlay' ? 'missing' : 'unknown';
}

/**
 * Records of a substance-use program and psychotherapy notes ask for a consent of their own
 * (42 CFR Part 2; 45 CFR 164.508(a)(2)); a special basis that is not named may be one of them.
 */
export function needsSpecialConsent({ phiBasis, specialCategory = 'substance_use' }: ReleaseTerms): boolean {
  if (phiBasis !== 'special') return false;
  return specialCategory === 'substance_use' || specialCategory === 'psychotherapy';
}

function specialOf(person: PersonFacts, terms: ReleaseTerms): ReleaseFacts['special'] {
  if (!needsSpecialConsent(terms)) return 'not-needed';
  return person.specialHeld ? 'held' : 'missing';
}
