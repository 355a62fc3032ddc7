// Walks the rows of a chunk and gives out their cells; made for worker threads that read one cell a row.
import type { Delimiter } from '../model/list.ts';
import { QUOTE, RowScanner } from './row-scanner.ts';

/**
 * A cursor over complete rows of UTF-8. Nothing is decoded before it is asked for.
 *
 * ```ts
 * const reader = new RowReader(chunk.bytes, layout.delimiter);
 * while (reader.next()) use(reader.cell(layout.addressColumn));
 * ```
 */
export class RowReader {
  /** 0-based number of the current row within the bytes; -1 before the first `next()`. */
  rowIndex = -1;
  /** Offset of the first byte of the current row. */
  start = 0;

  readonly bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #scanner: RowScanner;
  #next = 0;

  constructor(bytes: Uint8Array, delimiter: Delimiter) {
    this.bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#scanner = new RowScanner(delimiter);
  }

  /** Moves to the next row; false when there is none. A line end at the very end adds no row. */
  next(): boolean {
    const from = this.#next;
    const to = this.bytes.length;
    if (from >= to) return false;
    this.start = from;
    this.#next = this.#scanner.scan(this.bytes, from, to, true);
    this.rowIndex += 1;
    return true;
  }

  /** Number of cells; 1 for a blank line. */
  get cells(): number {
    return this.#scanner.cells;
  }

  /** Offset behind the last cell, before the line end. */
  get end(): number {
    return this.#scanner.contentEnd;
  }

  /** Offset of the row behind: the end of the line end. */
  get nextStart(): number {
    return this.#next;
  }

  /** A quote stands where none may stand; that cell reads as it is written, quotes included. */
  get strayQuote(): boolean {
    return this.#scanner.stray;
  }

  /** A quote was never closed; from its cell on, cells read as they are written, quotes included. */
  get unclosedQuote(): boolean {
    return this.#scanner.literalFrom >= 0;
  }

  /** Offset of the first byte of a cell as it is written, with its quotes. */
  cellStart(index: number): number {
    return index < this.#scanner.cells ? (this.#scanner.starts[index] as number) : this.end;
  }

  /** Offset behind the last byte of a cell as it is written, with its quotes. */
  cellEnd(index: number): number {
    return index + 1 < this.#scanner.cells ? (this.#scanner.starts[index + 1] as number) - 1 : this.end;
  }

  /** The text of a cell without its quotes; an empty string when the row is too short to have it. */
  cell(index: number): string {
    const start = this.cellStart(index);
    const end = this.cellEnd(index);
    if (start >= end) return '';
    if (this.bytes[start] !== QUOTE) return this.#buffer.toString('utf8', start, end);
    return this.#unquote(start, end);
  }

  /** The current row as it is written, without its line end; a view, not a copy. */
  get rawRow(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  #unquote(start: number, end: number): string {
    const { literalFrom } = this.#scanner;
    const written = this.#buffer.toString('utf8', start, end);
    if (literalFrom >= 0 && start >= literalFrom) return written;
    if (!closesAtItsEnd(this.bytes, start, end)) return written;
    const inner = written.slice(1, -1);
    return inner.includes('"') ? inner.replaceAll('""', '"') : inner;
  }
}

/** True when the quote that opens a cell is closed by the cell's last byte and not before. */
function closesAtItsEnd(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at += 1) {
    if (bytes[at] !== QUOTE) continue;
    at += 1;
    if (at === end) return true;
    if (bytes[at] !== QUOTE) return false;
  }
  return false;
}
