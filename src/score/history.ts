// What the past and the organisation's own lists of addresses say of one mailbox, packed into one byte a row.
//
// One bit per entry of HISTORY_MARKS, from bit 0; frozen (packed rows store it; append only, room for 8).
import type { ToxicityCode } from './toxicity-signals.ts';

export const HISTORY_MARKS = [
  'hard-bounce',
  'complaint',
  'unsubscribe',
  'trap',
  'litigator',
  'complainer',
  'seen-lately',
] as const;
export type HistoryMark = (typeof HISTORY_MARKS)[number];

/** One byte in the layout above. It belongs to rows of lists; the answer to a single question never has one. */
export type History = number;

/** Nothing is known of the mailbox, or nobody may tell. */
export const NO_HISTORY: History = 0;

/** Toxicity signals that come from history, each with the mark that gives it. */
const SIGNAL_MARKS = {
  trap: 'trap',
  litigator: 'litigator',
  complainer: 'complainer',
  complaint: 'complaint',
  'hard-bounce': 'hard-bounce',
  unsubscribe: 'unsubscribe',
} as const satisfies Partial<Record<ToxicityCode, HistoryMark>>;
export type HistorySignal = keyof typeof SIGNAL_MARKS;

const BITS: ReadonlyMap<HistoryMark, number> = new Map(HISTORY_MARKS.map((mark, at) => [mark, 1 << at]));
const TOXIC_BITS = Object.values(SIGNAL_MARKS).reduce((bits, mark) => bits | bitOf(mark), 0);

/** The byte with these marks. */
export function packHistory(marks: readonly HistoryMark[]): History {
  return marks.reduce((bits, mark) => bits | bitOf(mark), NO_HISTORY);
}

export function hasMark(history: History, mark: HistoryMark): boolean {
  return (history & bitOf(mark)) !== 0;
}

/** True when anything in it makes a mailbox more toxic. */
export function isToxicHistory(history: History): boolean {
  return (history & TOXIC_BITS) !== 0;
}

/** Whoever complained has left as well: that is one thing, counted once. */
export function hasSignalOfHistory(history: History, signal: HistorySignal): boolean {
  if (signal === 'unsubscribe' && hasMark(history, 'complaint')) return false;
  return hasMark(history, SIGNAL_MARKS[signal]);
}

function bitOf(mark: HistoryMark): number {
  return BITS.get(mark) ?? 0;
}
