// Finds where a row ends and where its cells begin: the one place that knows what a quote means.
import type { Delimiter } from '../model/list.ts';
import { CELL_MAX_BYTES } from './limits.ts';

const LF = 0x0a;
const CR = 0x0d;
export const QUOTE = 0x22;

/** What a byte may be outside quotes; everything else is text. */
const DELIMITER_KIND = 1;
const LF_KIND = 2;
const CR_KIND = 3;
const QUOTE_KIND = 4;

/** Returned in place of an offset when the row goes on behind the bytes at hand. */
export const MORE_NEEDED = -1;
const UNCLOSED = -2;
const STARTS_AT_FIRST = 64;

/**
 * Reads one row at a time (RFC 4180, made tolerant). A row ends at LF, CR or CRLF outside quotes.
 *
 * A cell is quoted when its first character is a quote. Its closing quote is the next one that is not
 * doubled, and a delimiter, a line end or the end of the file follows it. Where text follows instead:
 * - on the line of the opening quote, the cell goes on as plain text to the next delimiter (stray);
 * - on a later line, the opening quote was never closed: that quote stood for a row below.
 *
 * A quote that finds no end within CELL_MAX_BYTES, or within the file, is unclosed as well. After an
 * unclosed quote the line is split at its delimiters with every quote taken as text, and the row ends
 * with that line, so that one bad row never swallows another.
 *
 * The answer depends on nothing behind the end of the row. So a row that is cut out, with its chunk,
 * reads again exactly as it read in the stream.
 */
export class RowScanner {
  /** Cells of the row; their first bytes are `starts[0 .. cells)`. */
  cells = 0;
  starts = new Int32Array(STARTS_AT_FIRST);
  /** Offset behind the last cell, before the line end. */
  contentEnd = 0;
  /** A quote stands where none may stand. */
  stray = false;
  /** Offset from which quotes are text, because one was never closed; -1 when all were. */
  literalFrom = -1;

  readonly #kinds = new Uint8Array(256);

  constructor(delimiter: Delimiter) {
    this.#kinds[delimiter.charCodeAt(0)] = DELIMITER_KIND;
    this.#kinds[LF] = LF_KIND;
    this.#kinds[CR] = CR_KIND;
    this.#kinds[QUOTE] = QUOTE_KIND;
  }

  /**
   * Scans the row that begins at `from`.
   * @param to Offset behind the last byte that may be looked at.
   * @param final True when nothing follows `to`; otherwise a row that touches it is incomplete.
   * @returns The offset behind the row and its line end, or MORE_NEEDED.
   */
  scan(bytes: Uint8Array, from: number, to: number, final: boolean): number {
    const kinds = this.#kinds;
    let cells = 0;
    let at = from;
    this.stray = false;
    this.literalFrom = -1;
    for (;;) {
      if (cells === this.starts.length) this.#growStarts();
      this.starts[cells] = at;
      cells += 1;
      if (at < to && bytes[at] === QUOTE && this.literalFrom < 0) {
        const close = this.#closingQuote(bytes, at, to, final);
        if (close === MORE_NEEDED) return MORE_NEEDED;
        if (close === UNCLOSED) this.literalFrom = at;
        else at = close;
      }
      let kind = 0;
      for (; at < to; at += 1) {
        kind = kinds[bytes[at] as number] as number;
        if (kind === 0) continue;
        if (kind !== QUOTE_KIND) break;
        if (this.literalFrom < 0) this.stray = true;
      }
      if (at < to && kind === DELIMITER_KIND) {
        at += 1;
        continue;
      }
      this.cells = cells;
      this.contentEnd = at;
      return afterLineEnd(bytes, at, to, final);
    }
  }

  /** The offset behind the closing quote of the cell at `open`, MORE_NEEDED or UNCLOSED. */
  #closingQuote(bytes: Uint8Array, open: number, to: number, final: boolean): number {
    const searchEnd = Math.min(to, open + CELL_MAX_BYTES);
    let brokenLine = false;
    let at = open + 1;
    for (; at < searchEnd; at += 1) {
      const byte = bytes[at] as number;
      if (byte > QUOTE) continue;
      if (byte === LF || byte === CR) brokenLine = true;
      if (byte !== QUOTE) continue;
      at += 1;
      if (at >= to) return final ? at : MORE_NEEDED;
      const next = bytes[at] as number;
      if (next === QUOTE) continue;
      const kind = this.#kinds[next];
      if (kind === DELIMITER_KIND || kind === LF_KIND || kind === CR_KIND) return at;
      if (brokenLine) return UNCLOSED;
      this.stray = true;
      return at;
    }
    return final || searchEnd === open + CELL_MAX_BYTES ? UNCLOSED : MORE_NEEDED;
  }

  #growStarts(): void {
    const grown = new Int32Array(this.starts.length * 2);
    grown.set(this.starts);
    this.starts = grown;
  }
}

/** The offset behind the line end at `at`; CR LF is one line end. */
function afterLineEnd(bytes: Uint8Array, at: number, to: number, final: boolean): number {
  if (at >= to) return final ? at : MORE_NEEDED;
  if (bytes[at] === LF) return at + 1;
  if (at + 1 >= to) return final ? at + 1 : MORE_NEEDED;
  return bytes[at + 1] === LF ? at + 2 : at + 1;
}
