// Counts per verdict from counts per reason: each reason belongs to one verdict.
import { VERDICTS, type Verdict, type VerdictReason } from '../model/verdict.ts';
import { verdictOf } from './release-facts.ts';

/** Every verdict with its rows; the sum over verdicts is the sum over reasons. */
export function verdictCounts(reasons: Readonly<Record<string, number>>): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const [reason, rows] of Object.entries(reasons)) counts[verdictOf(reason as VerdictReason)] += rows;
  return counts;
}
