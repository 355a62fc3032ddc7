// Judges rows by the million: rows with equal facts share one judgement, made by the same checks as a single result.
import type { DomainFacts, DomainProfile } from '../model/domain-facts.ts';
import { REASONS } from '../model/verdict.ts';
import { assess } from './assess.ts';
import type { CheckInput } from './check-input.ts';
import { BLANK_PROFILE } from './domain-profile.ts';
import { type Findings, packFindings } from './findings.ts';
import { type History, NO_HISTORY } from './history.ts';
import type { LocalFacts } from './local-facts.ts';

/** Stands for "no score" in a packed byte. */
export const NO_SCORE = 255;

/** What a packed row keeps of a judgement. */
export interface BulkJudgement {
  /** Index into REASONS; the reason tells the verdict. */
  readonly reason: number;
  /** 0–100, or NO_SCORE where the verdict is unknown. */
  readonly score: number;
  /** 0–5. */
  readonly toxicity: number;
  /** The provider's domain to suggest; null for none. */
  readonly suggestedDomain: string | null;
  readonly findings: Findings;
}

/** The judge of the rows of one domain. */
export interface DomainJudge {
  /** @param history left out: nothing is known of the mailbox */
  judge(local: LocalFacts, history?: History): BulkJudgement;
}

export interface BulkJudge {
  /**
   * The judge of one domain. Domains about which the same is known share one memory. Null for rows
   * without a domain name: invalid addresses and address literals.
   */
  forDomain(profile: DomainProfile | null, facts: DomainFacts): DomainJudge;
}

/** Packed rows keep no sources, so the names of the lists do not matter here. */
const UNNAMED_SOURCES: CheckInput['sources'] = { roles: 'roles', specialUse: 'special-use', tlds: 'tlds' };

/** Above all local facts. */
const HISTORY_STEP = 2 ** 31;

/** Makes a judge with an empty memory. Its memory grows with the distinct facts, not with the rows. */
export function createBulkJudge(): BulkJudge {
  const judges = new Map<string, DomainJudge>();
  return {
    forDomain(profile, facts) {
      const domain = profile ?? BLANK_PROFILE;
      const key = keyOf(domain, facts);
      const known = judges.get(key);
      if (known !== undefined) return known;
      const made = createDomainJudge(domain, facts);
      judges.set(key, made);
      return made;
    },
  };
}

function createDomainJudge(profile: DomainProfile, facts: DomainFacts): DomainJudge {
  const judgements = new Map<number, BulkJudgement>();
  return {
    judge(local, history = NO_HISTORY) {
      // 31 bits and 8 bits: one number that is exact. Without history it stays a small one.
      const key = local + history * HISTORY_STEP;
      const known = judgements.get(key);
      if (known !== undefined) return known;
      const made = pack({ local, profile, facts, sources: UNNAMED_SOURCES, history });
      judgements.set(key, made);
      return made;
    },
  };
}

function pack(input: CheckInput): BulkJudgement {
  const assessment = assess(input);
  const { judgement, toxicity, suggestedDomain } = assessment;
  return {
    reason: REASONS.indexOf(judgement.reason),
    score: judgement.score ?? NO_SCORE,
    toxicity: toxicity.score,
    suggestedDomain,
    findings: packFindings(assessment, input.profile.local?.list ?? null),
  };
}

/** Everything of a domain that a judgement depends on, and nothing else. */
function keyOf(profile: DomainProfile, facts: DomainFacts): string {
  const marks = [
    profile.disposable !== null,
    profile.parked !== null,
    profile.relay !== null,
    profile.free !== null,
    profile.specialUse,
    profile.knownTld,
    profile.suggestOnly === true,
    profile.nearMiss?.oneSlip === true,
  ];
  const bits = marks.reduce((number, mark, bit) => (mark ? number | (1 << bit) : number), 0);
  const known = profile.knownTypo?.suggestion ?? '';
  const near = profile.nearMiss?.suggestion ?? '';
  const local = profile.local?.list ?? '';
  return `${bits} ${facts.dns} ${facts.mail} ${facts.reachability} ${known} ${near} ${local}`;
}
