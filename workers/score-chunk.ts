// Thread entry: judges the rows of a chunk from their local facts and the facts of their domains.
import {
  DNS_OUTCOMES,
  type DomainFacts,
  EXCHANGE_KINDS,
  FACTS_SKIPPED,
  MAIL_ROUTES,
  REACHABILITIES,
} from '../src/model/domain-facts.ts';
import { LOCAL_LISTS, localListName } from '../src/model/own-lists.ts';
import type { ReferenceLists } from '../src/model/reference-lists.ts';
import { REASONS } from '../src/model/verdict.ts';
import { createBulkJudge, type DomainJudge } from '../src/score/bulk.ts';
import { profileDomain } from '../src/score/domain-profile.ts';
import { NO_HISTORY } from '../src/score/history.ts';
import { withLocalList } from '../src/score/local-list.ts';
import { mailHostsOfKind } from '../src/score/mail-hosts.ts';
import { asOutcome } from './outcome.ts';
import { threadLists } from './reference.ts';

export interface ScoreChunkTask {
  readonly localFacts: Uint32Array;
  /** Index into the domains; -1 for none. */
  readonly domainIndex: Int32Array;
  /** Distinct domains, joined by line feeds. */
  readonly domains: string;
  /** Per domain: indexes into DNS_OUTCOMES, MAIL_ROUTES, REACHABILITIES and EXCHANGE_KINDS. */
  readonly dns: Uint8Array;
  readonly mail: Uint8Array;
  readonly reachability: Uint8Array;
  readonly exchangeKinds: Uint8Array;
  /** Per domain: 0, or 1 + index into LOCAL_LISTS; left out where the organisation's lists are not asked. */
  readonly localLists?: Uint8Array;
  /** One byte a row (`src/score/history.ts`); left out where nothing is known of people. */
  readonly history?: Uint8Array;
  readonly firstRow: number;
}

export interface ScoreChunkAnswer {
  /** Index into REASONS, one a row. */
  readonly reasons: Uint8Array;
  /** 0–100; 255 for none. */
  readonly scores: Uint8Array;
  readonly toxicities: Uint8Array;
  /** `src/score/findings.ts`, one a row. */
  readonly findings: Uint32Array;
  /** Row number and the provider's domain to suggest. */
  readonly suggestions: readonly (readonly [number, string])[];
  /** Reason → rows. */
  readonly reasonCounts: Readonly<Record<string, number>>;
  /** The reasons without history and local lists: for callers who may not read about people. */
  readonly impersonalReasons: Uint8Array;
  readonly impersonalReasonCounts: Readonly<Record<string, number>>;
}

export const scoreChunk = asOutcome(async (task: ScoreChunkTask): Promise<ScoreChunkAnswer> => {
  return judgeRows(task, judgesOf(task, await threadLists()));
});

export default scoreChunk;

interface Judges {
  readonly judge: DomainJudge;
  /** The judge who does not know the organisation's own lists; mostly the same one. */
  readonly impersonal: DomainJudge;
}

/** The judges of each distinct domain, and last those for rows without a domain. */
function judgesOf(task: ScoreChunkTask, lists: ReferenceLists): Judges[] {
  const bulk = createBulkJudge();
  const names = task.domains === '' ? [] : task.domains.split('\n');
  const judges = names.map((name, at) => {
    const facts = factsAt(task, at);
    const hosts = mailHostsOfKind(EXCHANGE_KINDS[task.exchangeKinds[at] ?? 0] ?? 'unknown');
    const profile = profileDomain(name, lists, hosts);
    const impersonal = bulk.forDomain(profile, facts);
    const list = LOCAL_LISTS[(task.localLists?.[at] ?? 0) - 1];
    if (list === undefined) return { judge: impersonal, impersonal };
    // Packed rows keep no versions of lists.
    const local = { list, source: localListName(list) };
    return { judge: bulk.forDomain(withLocalList(profile, local), facts), impersonal };
  });
  const nameless = bulk.forDomain(null, FACTS_SKIPPED);
  return [...judges, { judge: nameless, impersonal: nameless }];
}

function factsAt({ dns, mail, reachability }: ScoreChunkTask, at: number): DomainFacts {
  return {
    ...FACTS_SKIPPED,
    dns: DNS_OUTCOMES[dns[at] ?? 0] ?? 'skipped',
    mail: MAIL_ROUTES[mail[at] ?? 0] ?? 'unknown',
    reachability: REACHABILITIES[reachability[at] ?? 0] ?? 'unknown',
  };
}

function judgeRows(task: ScoreChunkTask, judges: readonly Judges[]): ScoreChunkAnswer {
  const rows = task.localFacts.length;
  const reasons = new Uint8Array(rows);
  const scores = new Uint8Array(rows);
  const toxicities = new Uint8Array(rows);
  const findings = new Uint32Array(rows);
  const impersonalReasons = new Uint8Array(rows);
  const suggestions: [number, string][] = [];
  const counts = new Uint32Array(REASONS.length);
  const impersonalCounts = new Uint32Array(REASONS.length);
  for (let at = 0; at < rows; at += 1) {
    const domain = task.domainIndex[at] ?? -1;
    const { judge, impersonal } = judges[domain < 0 ? judges.length - 1 : domain] as Judges;
    const local = task.localFacts[at] ?? 0;
    const history = task.history?.[at] ?? NO_HISTORY;
    const judgement = judge.judge(local, history);
    reasons[at] = judgement.reason;
    scores[at] = judgement.score;
    toxicities[at] = judgement.toxicity;
    findings[at] = judgement.findings;
    count(counts, judgement.reason);
    const isImpersonal = judge === impersonal && history === NO_HISTORY;
    const impersonalReason = isImpersonal ? judgement.reason : impersonal.judge(local).reason;
    impersonalReasons[at] = impersonalReason;
    count(impersonalCounts, impersonalReason);
    if (judgement.suggestedDomain !== null) suggestions.push([task.firstRow + at, judgement.suggestedDomain]);
  }
  return {
    reasons,
    scores,
    toxicities,
    findings,
    suggestions,
    reasonCounts: byReason(counts),
    impersonalReasons,
    impersonalReasonCounts: byReason(impersonalCounts),
  };
}

function count(counts: Uint32Array, reason: number): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}

function byReason(counts: Uint32Array): Record<string, number> {
  const named: Record<string, number> = {};
  REASONS.forEach((reason, at) => {
    if (counts[at]) named[reason] = counts[at];
  });
  return named;
}
