// Finds what is wrong with the rows of a chunk: positions and codes, never the text of a cell.
import type { ListLayout, RowChunk, RowProblem } from '../model/list.ts';
import { CELL_MAX_BYTES } from './limits.ts';
import { RowReader } from './row-reader.ts';

const TAB = 0x09;
const SPACE = 0x20;
const DIGIT_ZERO = 0x30;
const TILDE = 0x7e;
const REPLACEMENT = Buffer.from('\u{fffd}');

/** One problem of one row. `row` is the row's number in the upload; the first data row is 1. */
export interface FoundProblem {
  readonly row: number;
  readonly problem: RowProblem;
}

/** Every problem of a chunk, in row order. */
export function* findProblems(chunk: RowChunk, layout: ListLayout): Generator<FoundProblem> {
  const reader = new RowReader(chunk.bytes, layout.delimiter);
  const finder = new ProblemFinder(reader, layout);
  while (reader.next()) {
    const row = chunk.firstRow + reader.rowIndex;
    for (const problem of finder.problemsOfRow()) yield { row, problem };
  }
}

/** Tells what is wrong with the row that a reader stands on. */
export class ProblemFinder {
  readonly #reader: RowReader;
  readonly #layout: Pick<ListLayout, 'delimiter' | 'width' | 'addressColumn'>;
  readonly #delimiterByte: number;
  readonly #buffer: Buffer;
  #nextReplacement = -1;

  constructor(reader: RowReader, layout: Pick<ListLayout, 'delimiter' | 'width' | 'addressColumn'>) {
    this.#reader = reader;
    this.#layout = layout;
    this.#delimiterByte = layout.delimiter.charCodeAt(0);
    const { bytes } = reader;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The problems of the current row. */
  problemsOfRow(): readonly RowProblem[] {
    const reader = this.#reader;
    const { width, addressColumn } = this.#layout;
    if (this.#rowIsBlank()) return ['row-empty'];
    const problems: RowProblem[] = [];
    if (reader.cells < width) problems.push('row-short');
    if (reader.cells > width) problems.push('row-long');
    if (this.#addressIsBlank(addressColumn)) problems.push('address-empty');
    if (reader.strayQuote) problems.push('quote-stray');
    if (reader.unclosedQuote) problems.push('quote-unclosed');
    if (this.#hasReplacement()) problems.push('character-replaced');
    if (this.#hasLongCell()) problems.push('cell-too-long');
    return problems;
  }

  /** True when the row holds nothing but delimiters and blanks. */
  #rowIsBlank(): boolean {
    const { bytes, start, end } = this.#reader;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at];
      if (byte !== SPACE && byte !== TAB && byte !== this.#delimiterByte) return false;
    }
    return true;
  }

  #addressIsBlank(column: number): boolean {
    const reader = this.#reader;
    const start = reader.cellStart(column);
    const end = reader.cellEnd(column);
    const first = start < end ? (reader.bytes[start] as number) : SPACE;
    // An ASCII letter or digit at the start is by far the commonest case and needs no text.
    if (first >= DIGIT_ZERO && first <= TILDE) return false;
    return reader.cell(column).trim() === '';
  }

  /** True when the row holds U+FFFD: what stood there could not be read, here or before the upload. */
  #hasReplacement(): boolean {
    const { start, end } = this.#reader;
    if (this.#nextReplacement < start) {
      const found = this.#buffer.indexOf(REPLACEMENT, start);
      this.#nextReplacement = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#nextReplacement < end;
  }

  #hasLongCell(): boolean {
    const reader = this.#reader;
    if (reader.end - reader.start <= CELL_MAX_BYTES) return false;
    for (let cell = 0; cell < reader.cells; cell += 1) {
      if (reader.cellEnd(cell) - reader.cellStart(cell) > CELL_MAX_BYTES) return true;
    }
    return false;
  }
}
