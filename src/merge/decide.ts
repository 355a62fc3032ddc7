// The gate: one row's facts and the release's terms in, one decision out.
import {
  type Decision,
  OUTCOMES,
  type Outcome,
  type ReleaseFacts,
  type ReleaseReason,
  type ReleaseTerms,
} from '../model/decision.ts';
import { RULES } from './rules.ts';

/**
 * Judges one row. Total and pure: every combination of facts and terms has exactly one decision.
 * All rules are asked; the worst outcome among the hits wins (exclude, hold, release), and no hit
 * releases. `primary` is the first rule in the table's order that asked for a winning hold or
 * exclusion. `reasons` also names rules that hit and let the row go, such as `TOXIC_3` on
 * transactional mail.
 */
export function decide(facts: ReleaseFacts, terms: ReleaseTerms): Decision {
  const matter = { ...facts, ...terms };
  const reasons: ReleaseReason[] = [];
  let outcome: Outcome = 'release';
  let primary: ReleaseReason | null = null;
  for (const rule of RULES) {
    const asked = rule.judge(matter);
    if (asked === null) continue;
    reasons.push(rule.reason);
    if (isWorse(asked, outcome)) {
      outcome = asked;
      primary = rule.reason;
    }
  }
  return { outcome, primary, reasons };
}

/** OUTCOMES stands in order of severity. */
function isWorse(one: Outcome, other: Outcome): boolean {
  return OUTCOMES.indexOf(one) > OUTCOMES.indexOf(other);
}
