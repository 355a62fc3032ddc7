// An uploaded list: its states, the layout of its rows, and what may be wrong with a row.

/** receiving → queued → running → completed; any of the first three may end failed or cancelled. */
export const LIST_STATES = ['receiving', 'queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type ListState = (typeof LIST_STATES)[number];

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How to read the rows of a list. Column names may be a person's data: sealed at rest. */
export interface ListLayout {
  readonly format: 'csv' | 'xlsx' | 'lines';
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Header cells in order; null when the file has none. */
  readonly columns: readonly string[] | null;
  /** Cells in a regular row. */
  readonly width: number;
  /** 0-based position of the address cell. */
  readonly addressColumn: number;
}

/** What may be wrong with one row; the row is kept all the same. */
export const ROW_PROBLEMS = [
  'row-empty',
  'row-short',
  'row-long',
  'address-empty',
  'quote-unclosed',
  'quote-stray',
  'character-replaced',
  'cell-too-long',
  'parse-timeout',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

/** Complete CSV rows, cut at row ends: UTF-8, no header, the file's delimiter and quoting untouched. */
export interface RowChunk {
  /** 0-based. */
  readonly seq: number;
  /** Number of the first row in the chunk; the first data row of the upload is 1. */
  readonly firstRow: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
}
