// Thread entry: judges the rows of a chunk from their local facts and the facts of their domains.
import {
  DNS_OUTCOMES,
  type DomainFacts,
  FACTS_SKIPPED,
  MAIL_ROUTES,
  REACHABILITIES,
} from '../src/model/domain-facts.ts';
import type { ReferenceLists } from '../src/model/reference-lists.ts';
import { REASONS } from '../src/model/verdict.ts';
import { createBulkJudge, type DomainJudge } from '../src/score/bulk.ts';
import { profileDomain } from '../src/score/domain-profile.ts';
import { asOutcome } from './outcome.ts';
import { threadLists } from './reference.ts';

export interface ScoreChunkTask {
  readonly localFacts: Uint32Array;
  /** Index into the domains; -1 for none. */
  readonly domainIndex: Int32Array;
  /** Distinct domains, joined by line feeds. */
  readonly domains: string;
  /** Per domain: indexes into DNS_OUTCOMES, MAIL_ROUTES and REACHABILITIES. */
  readonly dns: Uint8Array;
  readonly mail: Uint8Array;
  readonly reachability: Uint8Array;
  readonly firstRow: number;
}

export interface ScoreChunkAnswer {
  /** Index into REASONS, one a row. */
  readonly reasons: Uint8Array;
  /** 0–100; 255 for none. */
  readonly scores: Uint8Array;
  readonly toxicities: Uint8Array;
  /** Row number and the provider's domain to suggest. */
  readonly suggestions: readonly (readonly [number, string])[];
  /** Reason → rows. */
  readonly reasonCounts: Readonly<Record<string, number>>;
}

export const scoreChunk = asOutcome(async (task: ScoreChunkTask): Promise<ScoreChunkAnswer> => {
  return judgeRows(task, judgesOf(task, await threadLists()));
});

export default scoreChunk;

/** One judge a distinct domain, and last the one for rows without a domain. */
function judgesOf(task: ScoreChunkTask, lists: ReferenceLists): DomainJudge[] {
  const bulk = createBulkJudge();
  const names = task.domains === '' ? [] : task.domains.split('\n');
  const judges = names.map((name, at) => bulk.forDomain(profileDomain(name, lists), factsAt(task, at)));
  return [...judges, bulk.forDomain(null, FACTS_SKIPPED)];
}

function factsAt({ dns, mail, reachability }: ScoreChunkTask, at: number): DomainFacts {
  return {
    ...FACTS_SKIPPED,
    dns: DNS_OUTCOMES[dns[at] ?? 0] ?? 'skipped',
    mail: MAIL_ROUTES[mail[at] ?? 0] ?? 'unknown',
    reachability: REACHABILITIES[reachability[at] ?? 0] ?? 'unknown',
  };
}

function judgeRows(task: ScoreChunkTask, judges: readonly DomainJudge[]): ScoreChunkAnswer {
  const rows = task.localFacts.length;
  const reasons = new Uint8Array(rows);
  const scores = new Uint8Array(rows);
  const toxicities = new Uint8Array(rows);
  const suggestions: [number, string][] = [];
  const counts = new Uint32Array(REASONS.length);
  for (let at = 0; at < rows; at += 1) {
    const domain = task.domainIndex[at] ?? -1;
    const judge = judges[domain < 0 ? judges.length - 1 : domain] as DomainJudge;
    const judgement = judge.judge(task.localFacts[at] ?? 0);
    reasons[at] = judgement.reason;
    scores[at] = judgement.score;
    toxicities[at] = judgement.toxicity;
    counts[judgement.reason] = (counts[judgement.reason] ?? 0) + 1;
    if (judgement.suggestedDomain !== null) suggestions.push([task.firstRow + at, judgement.suggestedDomain]);
  }
  const reasonCounts: Record<string, number> = {};
  REASONS.forEach((reason, at) => {
    if (counts[at]) reasonCounts[reason] = counts[at];
  });
  return { reasons, scores, toxicities, suggestions, reasonCounts };
}
