// Cuts a stream of UTF-8 into chunks of complete rows.
import { SluiceError } from '../errors.ts';
import type { Delimiter, RowChunk } from '../model/list.ts';
import type { IntakeLimits } from './limits.ts';
import { MORE_NEEDED, RowScanner } from './row-scanner.ts';

/** Bytes to gather before a row that was incomplete is scanned again; bounds the work on tiny pieces. */
const STEP_BYTES = 64 * 1024;
/** The part of a large piece that is taken at a time, so that a huge piece costs no second copy. */
const PART_BYTES = 256 * 1024;

export type ChunkLimits = Pick<IntakeLimits, 'columnsMax' | 'rowMaxBytes' | 'chunkRows' | 'chunkMaxBytes'>;

/**
 * Cuts a stream of pieces, without its header, at row ends. Pulls no further piece before the chunks
 * at hand are taken. Every byte comes out once, in order. Where the stream fails, the rows that came whole
 * are given out before the failure is.
 * @throws SluiceError with the row's number: `row-too-long` for more than `rowMaxBytes`, `too-many-columns` for
 * more cells than `columnsMax`, because results fill every row up to the widest.
 */
export async function* cutChunks(
  pieces: AsyncIterable<Uint8Array>,
  delimiter: Delimiter,
  limits: ChunkLimits,
): AsyncGenerator<RowChunk, void, undefined> {
  const cutter = new ChunkCutter(delimiter, limits);
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += PART_BYTES) {
        yield* cutter.push(piece.subarray(at, at + PART_BYTES));
      }
    }
  } catch (thrown) {
    yield* cutter.wholeRows();
    throw thrown;
  }
  yield* cutter.finish();
}

/** Holds at most one chunk and the beginning of a row. */
class ChunkCutter {
  readonly #scanner: RowScanner;
  readonly #limits: ChunkLimits;
  #buffer: Uint8Array;
  /** Bytes in use. */
  #length = 0;
  #scannedLength = 0;
  /** Where the chunk at hand begins, and where its next row does. */
  #chunkStart = 0;
  #rowStart = 0;
  #chunkRows = 0;
  #seq = 0;
  #firstRow = 1;

  constructor(delimiter: Delimiter, limits: ChunkLimits) {
    this.#scanner = new RowScanner(delimiter);
    this.#limits = limits;
    this.#buffer = new Uint8Array(2 * PART_BYTES);
  }

  *push(part: Uint8Array): Generator<RowChunk> {
    this.#append(part);
    if (this.#length - this.#scannedLength < STEP_BYTES) return;
    yield* this.#cut(false);
    this.#compact();
  }

  /** The rows at hand without the one that was cut. */
  *wholeRows(): Generator<RowChunk> {
    yield* this.#cut(false);
    if (this.#chunkRows > 0) yield this.#take();
  }

  *finish(): Generator<RowChunk> {
    yield* this.#cut(true);
    if (this.#chunkRows > 0) yield this.#take();
  }

  *#cut(final: boolean): Generator<RowChunk> {
    const { chunkRows, chunkMaxBytes, columnsMax, rowMaxBytes } = this.#limits;
    while (this.#rowStart < this.#length) {
      const end = this.#scanner.scan(this.#buffer, this.#rowStart, this.#length, final);
      const reached = end === MORE_NEEDED ? this.#length : end;
      if (reached - this.#rowStart > rowMaxBytes) {
        throw new SluiceError('row-too-long', { row: this.#firstRow + this.#chunkRows });
      }
      if (end === MORE_NEEDED) break;
      if (this.#scanner.cells > columnsMax) {
        throw new SluiceError('too-many-columns', { row: this.#firstRow + this.#chunkRows });
      }
      if (this.#chunkRows > 0 && end - this.#chunkStart > chunkMaxBytes) yield this.#take();
      this.#rowStart = end;
      this.#chunkRows += 1;
      if (this.#chunkRows === chunkRows) yield this.#take();
    }
    this.#scannedLength = this.#length;
  }

  /** The chunk at hand, in memory of its own, so that it can be transferred to a thread. */
  #take(): RowChunk {
    const chunk: RowChunk = {
      seq: this.#seq,
      firstRow: this.#firstRow,
      rows: this.#chunkRows,
      bytes: this.#buffer.slice(this.#chunkStart, this.#rowStart),
    };
    this.#seq += 1;
    this.#firstRow += this.#chunkRows;
    this.#chunkRows = 0;
    this.#chunkStart = this.#rowStart;
    return chunk;
  }

  /** Drops the bytes that have been given out. */
  #compact(): void {
    const dropped = this.#chunkStart;
    if (dropped === 0) return;
    this.#buffer.copyWithin(0, dropped, this.#length);
    this.#length -= dropped;
    this.#scannedLength -= dropped;
    this.#rowStart -= dropped;
    this.#chunkStart = 0;
  }

  #append(part: Uint8Array): void {
    const needed = this.#length + part.length;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    this.#buffer.set(part, this.#length);
    this.#length = needed;
  }
}
