// Findings about a whole list, which hold the release before any row is judged (compliance 4.2, rows 1–14).
import type { Stream } from '../model/consent.ts';
import type { ContentClass, ListReason, PhiBasis, Source } from '../model/decision.ts';

/** What the requester declared, before defaults; null or left out: not declared. */
export interface Declaration {
  readonly stream: Stream;
  readonly content?: ContentClass | null;
  readonly phiBasis?: PhiBasis | null;
  readonly remuneration?: boolean | 'unknown' | null;
  readonly source?: Source | null;
  /** The act that a transactional message answers. */
  readonly trigger?: { readonly type: string; readonly ref: string } | null;
}

/** What verification found in a list that is released for the first time. */
export interface ListCounts {
  readonly rows: number;
  readonly undeliverable: number;
  /** Rows that are on a spam-trap list. */
  readonly traps: number;
}

/** From when on a list looks bought or harvested (compliance 4.7, `provenance`). */
export interface ProvenanceLimits {
  /** A share above this is suspect, in lists of at least `minRows`. */
  readonly undeliverableShare: number;
  readonly minRows: number;
  /** This many listed traps are suspect in a list of any size. */
  readonly traps: number;
}

export const PROVENANCE_LIMITS: ProvenanceLimits = { undeliverableShare: 0.3, minRows: 500, traps: 1 };

/** Row 14. */
export function isProvenanceSuspect(
  stream: Stream,
  counts: ListCounts,
  limits: ProvenanceLimits = PROVENANCE_LIMITS,
): boolean {
  if (stream !== 'marketing') return false;
  if (counts.traps >= limits.traps) return true;
  return counts.rows >= limits.minRows && counts.undeliverable > limits.undeliverableShare * counts.rows;
}

/**
 * All findings about the list, in the table's order; any of them holds the release.
 *
 * @param counts given only for a list that has not been released before; left out, row 14 is not asked
 */
export function listFindings(declaration: Declaration, counts?: ListCounts): ListReason[] {
  const findings: ListReason[] = [];
  if (!isComplete(declaration)) findings.push('DECLARATION_MISSING');
  if (declaration.stream === 'transactional' && !declaration.trigger) findings.push('NO_TRIGGER');
  if (counts !== undefined && isProvenanceSuspect(declaration.stream, counts)) {
    findings.push('LIST_PROVENANCE_SUSPECT');
  }
  return findings;
}

/** Row 4: content, basis, remuneration and source are each declared; `unknown` is a declaration. */
function isComplete({ content, phiBasis, remuneration, source }: Declaration): boolean {
  return [content, phiBasis, remuneration, source].every((value) => value !== undefined && value !== null);
}
