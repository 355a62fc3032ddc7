// Slips of the typing hand: what one slip is, what each kind costs, and the distance that they add up to.
import { areNeighbours } from './keyboard.ts';

/** Cost of each kind of slip: the commoner the slip, the cheaper. */
export const SLIP_COST = {
  doubled: 0.5,
  transposed: 0.6,
  'neighbour-key': 0.7,
  dropped: 0.9,
  added: 0.9,
  'wrong-key': 1.3,
} as const;
export type SlipKind = keyof typeof SLIP_COST;

export interface Slip {
  readonly kind: SlipKind;
  /** Index in the typed text where the slip happened. */
  readonly at: number;
}

/** The one slip that leads from `intended` to `typed`; null if there is none or more than one. */
export function findSlip(typed: string, intended: string): Slip | null {
  const shorter = Math.min(typed.length, intended.length);
  let head = 0;
  while (head < shorter && typed.charCodeAt(head) === intended.charCodeAt(head)) head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    typed.charCodeAt(typed.length - 1 - tail) === intended.charCodeAt(intended.length - 1 - tail)
  ) {
    tail += 1;
  }
  const kind = kindOfSlip(typed, intended, head, tail);
  return kind === null ? null : { kind, at: head };
}

function kindOfSlip(typed: string, intended: string, head: number, tail: number): SlipKind | null {
  const typedRest = typed.length - head - tail;
  const intendedRest = intended.length - head - tail;
  if (typedRest === 1 && intendedRest === 0) return isDouble(typed, head) ? 'doubled' : 'added';
  if (typedRest === 0 && intendedRest === 1) return isDouble(intended, head) ? 'doubled' : 'dropped';
  if (typedRest === 1 && intendedRest === 1) {
    return areNeighbours(typed.charCodeAt(head), intended.charCodeAt(head)) ? 'neighbour-key' : 'wrong-key';
  }
  const swapped =
    typedRest === 2 &&
    intendedRest === 2 &&
    typed.charCodeAt(head) === intended.charCodeAt(head + 1) &&
    typed.charCodeAt(head + 1) === intended.charCodeAt(head);
  return swapped ? 'transposed' : null;
}

/** Whether the letter at an index repeats the one beside it. */
function isDouble(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === text.charCodeAt(at - 1) || code === text.charCodeAt(at + 1);
}

/**
 * Weighted Damerau-Levenshtein distance (optimal string alignment: no letter is moved twice) from
 * `intended` to `typed`, in the costs of `SLIP_COST`. Symmetric in kind, not a metric.
 */
export function weightedDistance(typed: string, intended: string): number {
  let beforeLast: number[] = [];
  let last = firstRow(intended);
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [(last[0] ?? 0) + additionCost(typed, row - 1)];
    for (let column = 1; column <= intended.length; column += 1) {
      current.push(cheapestStep(typed, intended, row, column, { beforeLast, last, current }));
    }
    beforeLast = last;
    last = current;
  }
  return last[intended.length] ?? 0;
}

interface Rows {
  readonly beforeLast: readonly number[];
  readonly last: readonly number[];
  readonly current: readonly number[];
}

function cheapestStep(typed: string, intended: string, row: number, column: number, rows: Rows): number {
  const key = typed.charCodeAt(row - 1);
  const meant = intended.charCodeAt(column - 1);
  const kept = (rows.last[column - 1] ?? 0) + substitutionCost(key, meant);
  const added = (rows.last[column] ?? 0) + additionCost(typed, row - 1);
  const dropped = (rows.current[column - 1] ?? 0) + dropCost(intended, column - 1);
  const swapped =
    row > 1 &&
    column > 1 &&
    key === intended.charCodeAt(column - 2) &&
    typed.charCodeAt(row - 2) === meant &&
    key !== meant
      ? (rows.beforeLast[column - 2] ?? 0) + SLIP_COST.transposed
      : Number.POSITIVE_INFINITY;
  return Math.min(kept, added, dropped, swapped);
}

function firstRow(intended: string): number[] {
  const row = [0];
  for (let at = 0; at < intended.length; at += 1) row.push((row[at] ?? 0) + dropCost(intended, at));
  return row;
}

function substitutionCost(key: number, meant: number): number {
  if (key === meant) return 0;
  return areNeighbours(key, meant) ? SLIP_COST['neighbour-key'] : SLIP_COST['wrong-key'];
}

function additionCost(typed: string, at: number): number {
  return isDouble(typed, at) ? SLIP_COST.doubled : SLIP_COST.added;
}

function dropCost(intended: string, at: number): number {
  return isDouble(intended, at) ? SLIP_COST.doubled : SLIP_COST.dropped;
}
