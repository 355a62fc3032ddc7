// Reads the first rows of a file under one delimiter, so that its layout can be judged.
import type { Delimiter } from '../model/list.ts';
import { RowReader } from './row-reader.ts';

/** Rows that are looked at; enough to see a pattern, few enough to read four times. */
const SAMPLE_ROWS = 500;

interface SampleRow {
  /** Cells in order, never keyed by a header; at most `cellsMax` of them. */
  readonly cells: readonly string[];
  /** Number of cells in the row, also of those that were not read. */
  readonly width: number;
  readonly start: number;
  /** Offset of the row behind. */
  readonly next: number;
}

export interface Sample {
  readonly delimiter: Delimiter;
  /** Rows that hold something. */
  readonly rows: readonly SampleRow[];
  /** The commonest number of cells; 0 without rows. */
  readonly width: number;
  /** Share of the rows that have this number, 0 to 1. */
  readonly share: number;
}

/** @param head Complete rows of UTF-8; the last one may be cut off. */
export function readSample(head: Uint8Array, delimiter: Delimiter, cellsMax: number): Sample {
  const reader = new RowReader(head, delimiter);
  const rows: SampleRow[] = [];
  while (rows.length < SAMPLE_ROWS && reader.next()) {
    const { cells: width, start, nextStart: next } = reader;
    const cells = Array.from({ length: Math.min(width, cellsMax) }, (_, at) => reader.cell(at));
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ cells, width, start, next });
  }
  return { delimiter, rows, ...commonestWidth(rows) };
}

function commonestWidth(rows: readonly SampleRow[]): { readonly width: number; readonly share: number } {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.width, (counts.get(row.width) ?? 0) + 1);
  let width = 0;
  let count = 0;
  for (const [candidate, seen] of counts) {
    if (seen < count || (seen === count && candidate < width)) continue;
    width = candidate;
    count = seen;
  }
  return { width, share: rows.length === 0 ? 0 : count / rows.length };
}
