// One assessment: all checks, the judgement on them, the toxicity and the domain to suggest.
import type { DomainFacts, DomainProfile } from '../model/domain-facts.ts';
import type { CheckResult, Judgement, Toxicity } from '../model/verdict.ts';
import type { CheckInput } from './check-input.ts';
import { runChecks } from './checks.ts';
import { isMailbox, type LocalFacts } from './local-facts.ts';
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

export type Assess = typeof assess;

/** The assessments of one domain, as long as its facts are these. */
interface DomainMemory {
  readonly facts: DomainFacts;
  readonly byLocalFacts: Map<LocalFacts, Assessment>;
}

/** Kinds of local parts remembered for a domain; most addresses of a domain are of one or two. */
const KINDS_MAX = 1_000;

/**
 * `assess` with a memory, for who asks about many addresses: equal facts share one assessment. It knows a
 * domain by the very object of its profile and forgets it with that. Of a mailbox's history it must be
 * told nothing.
 */
export function createAssess(): Assess {
  const domains = new WeakMap<DomainProfile, DomainMemory>();

  function memoryOf({ profile, facts }: CheckInput): DomainMemory['byLocalFacts'] {
    const known = domains.get(profile);
    if (known?.facts === facts) return known.byLocalFacts;
    const made: DomainMemory = { facts, byLocalFacts: new Map() };
    domains.set(profile, made);
    return made.byLocalFacts;
  }

  return (input) => {
    const memory = memoryOf(input);
    const known = memory.get(input.local);
    if (known !== undefined) return known;
    if (memory.size >= KINDS_MAX) memory.clear();
    const made = assess(input);
    memory.set(input.local, made);
    return made;
  };
}
