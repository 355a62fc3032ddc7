// The form of a rule: what it reads, when it hits, and what it then asks for.
import type { Outcome, PhiBasis, ReleaseFacts, ReleaseReason, ReleaseTerms } from '../model/decision.ts';

/** All that a rule may look at: the facts of one row and the terms of the release. */
export type Matter = ReleaseFacts & ReleaseTerms;

/** One row of the release table (compliance 4.2) for one reason code. */
export interface Rule {
  /** The row's name in the table: `20` to `59`, with letters where rows were put between. */
  readonly row: string;
  readonly reason: ReleaseReason;
  /** Every field that the judgement depends on. */
  readonly reads: readonly (keyof Matter)[];
  /** The outcome that the row asks for, or null when it does not hit. */
  judge(matter: Matter): Outcome | null;
}

/**
 * Builds a rule whose judgement is given only the fields that it declares, so that `reads` cannot
 * leave one out.
 */
export function rule<K extends keyof Matter>(
  row: string,
  reason: ReleaseReason,
  reads: readonly K[],
  judge: (matter: Pick<Matter, K>) => Outcome | null,
): Rule {
  return { row, reason, reads, judge };
}

/** `condition` or worse; an unknown basis is judged as a condition (row 59). */
export function revealsCondition(phiBasis: PhiBasis): boolean {
  return phiBasis === 'condition' || phiBasis === 'special' || phiBasis === 'unknown';
}
