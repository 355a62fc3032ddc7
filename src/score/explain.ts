// Explains a result: which checks said what, which reason won, how the score follows and what to do.
import type { VerificationResult } from '../model/result.ts';
import { type CheckResult, REASONS, type ToxicitySignal, type VerdictReason } from '../model/verdict.ts';
import { WORD_TEXT } from './check-text.ts';
import { EVIDENCE_TEXT, REASON_TEXT, VERDICT_TEXT } from './reason-text.ts';
import { TOXICITY_MAX, TOXICITY_SIGNALS } from './toxicity-signals.ts';
import { SCORE_BANDS } from './verdict.ts';
import { WEIGHTS } from './weights.ts';

export interface Explanation {
  /** The results of the checks, each in words. */
  readonly checks: readonly (CheckResult & { readonly says: string })[];
  readonly verdict: string;
  readonly reason: string;
  /** Verdict reasons that checks gave too, and that the primary one beats; worst first. */
  readonly beaten: readonly VerdictReason[];
  readonly evidence: string;
  /** What was taken off 100, in the order of the checks. */
  readonly costs: readonly { readonly reason: string; readonly points: number }[];
  /** Least and greatest score of the verdict; null where there is none. */
  readonly band: readonly [number, number] | null;
  readonly toxicityMax: number;
  readonly signals: readonly (ToxicitySignal & { readonly says: string })[];
  /** What a sender should do. */
  readonly advice: string;
}

const REASON_WORDS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(WORD_TEXT),
  ...Object.entries(REASON_TEXT).map(([reason, { says }]) => [reason, says] as const),
]);
const SIGNAL_WORDS: ReadonlyMap<string, string> = new Map(
  TOXICITY_SIGNALS.map(({ code, says }) => [code, says]),
);
const POINTS: ReadonlyMap<string, number> = new Map(Object.entries(WEIGHTS));

/** The words behind a result. It adds up: 100 less the costs, kept within the band, is the score. */
export function explain(result: VerificationResult): Explanation {
  const { checks, verdict, reason, evidence, toxicity } = result;
  const given = new Set(checks.map((check) => check.reason));
  return {
    checks: checks.map((check) => ({ ...check, says: REASON_WORDS.get(check.reason) ?? check.reason })),
    verdict: VERDICT_TEXT[verdict],
    reason: REASON_TEXT[reason].says,
    beaten: REASONS.filter((other) => other !== reason && given.has(other)),
    evidence: EVIDENCE_TEXT[evidence],
    costs: checks
      .map((check) => ({ reason: check.reason, points: POINTS.get(check.reason) ?? 0 }))
      .filter(({ points }) => points > 0),
    band: SCORE_BANDS[verdict],
    toxicityMax: TOXICITY_MAX,
    signals: toxicity.signals.map((signal) => ({
      ...signal,
      says: SIGNAL_WORDS.get(signal.code) ?? signal.code,
    })),
    advice: REASON_TEXT[reason].advice,
  };
}
