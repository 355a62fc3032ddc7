// One assessment: all checks, the judgement on them, the toxicity and the domain to suggest.
import type { CheckResult, Judgement, Toxicity } from '../model/verdict.ts';
import type { CheckInput } from './check-input.ts';
import { runChecks } from './checks.ts';
import { isMailbox } from './local-facts.ts';
import { scoreToxicity } from './toxicity.ts';
import { findTypo } from './typo-finding.ts';
import { judge } from './verdict.ts';

export interface Assessment {
  readonly checks: readonly CheckResult[];
  readonly judgement: Judgement;
  readonly toxicity: Toxicity;
  /** The provider's domain that the domain was probably meant to be; null for none. */
  readonly suggestedDomain: string | null;
}

/** What single results and bulk rows share: a pure function of the facts, so that both agree. */
export function assess(input: CheckInput): Assessment {
  const checks = runChecks(input);
  const judgement = judge(checks);
  if (!isMailbox(input.local)) {
    return { checks, judgement, toxicity: { score: 0, signals: [] }, suggestedDomain: null };
  }
  return {
    checks,
    judgement,
    toxicity: scoreToxicity(input),
    suggestedDomain: findTypo(input.profile, input.facts)?.suggestion ?? null,
  };
}
