// Judges: results of checks in, one verdict with one primary reason and a score out.
import {
  type CheckResult,
  type Judgement,
  REASONS,
  VERDICT_REASONS,
  VERDICTS,
  type Verdict,
  type VerdictReason,
} from '../model/verdict.ts';
import { WEIGHTS } from './weights.ts';

/** The scores that a verdict may have, from least to greatest; null where nobody could ask. */
export const SCORE_BANDS: Readonly<Record<Verdict, readonly [number, number] | null>> = {
  undeliverable: [0, 0],
  risky: [10, 60],
  unknown: null,
  deliverable: [70, 100],
};

const VERDICT_BY_REASON: ReadonlyMap<string, Verdict> = new Map(
  VERDICTS.flatMap((verdict) => VERDICT_REASONS[verdict].map((reason) => [reason, verdict] as const)),
);

/** What a result does to the judgement: its position in REASONS (they stand worst first) and its weight. */
interface Effect {
  readonly rank: number;
  readonly weight: number;
}

/** Words that are no verdict reason rank behind all of them. */
const NO_RANK = REASONS.length;
const NO_EFFECT: Effect = { rank: NO_RANK, weight: 0 };

const REASON_WORDS: readonly string[] = REASONS;

const EFFECTS: ReadonlyMap<string, Effect> = new Map(
  Object.entries(WEIGHTS).map(([reason, weight]) => [reason, { rank: rankOf(reason), weight }]),
);

/**
 * The worst reason among the results wins; a result whose reason is no verdict reason only lowers the
 * score. Without any result the mailbox is `unknown`, `not-checked`.
 */
export function judge(results: readonly CheckResult[]): Judgement {
  let worst: number = NO_RANK;
  let weights = 0;
  let answered = false;
  let reached = false;
  for (const { reason, source, outcome } of results) {
    const { rank, weight } = EFFECTS.get(reason) ?? NO_EFFECT;
    worst = Math.min(worst, rank);
    weights += weight;
    answered ||= source === 'dns' && outcome !== 'unknown';
    reached ||= source === 'history';
  }
  const reason = results.length === 0 ? 'not-checked' : (REASONS[worst] ?? 'ok');
  const verdict = verdictOf(reason);
  // A name server that answered about the domain is what makes it evidence; mail of one's own tells of the mailbox.
  const evidence = reached ? 'mailbox' : answered ? 'domain' : 'syntax';
  return { verdict, reason, evidence, score: scoreOf(verdict, weights) };
}

/** The verdict that a reason belongs to. */
export function verdictOf(reason: VerdictReason): Verdict {
  return VERDICT_BY_REASON.get(reason) ?? 'unknown';
}

function rankOf(reason: string): number {
  const rank = REASON_WORDS.indexOf(reason);
  return rank === -1 ? NO_RANK : rank;
}

function scoreOf(verdict: Verdict, weights: number): number | null {
  const band = SCORE_BANDS[verdict];
  return band === null ? null : Math.max(band[0], Math.min(band[1], 100 - weights));
}
