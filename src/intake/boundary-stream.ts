// Splits a multipart body at its boundary while it arrives; holds one piece at a time.
import { SluiceError } from '../errors.ts';

const CRLF = Buffer.from('\r\n');
const DASHES = Buffer.from('--');
const HEADERS_END = Buffer.from('\r\n\r\n');

/** What stands before the first boundary, and blanks behind a boundary: next to nothing. */
const PREAMBLE_MAX_BYTES = 1024;
/** What may stand behind the last boundary: a line end, as a rule. */
const EPILOGUE_MAX_BYTES = 1024;

/**
 * A cursor over a body: `enter` finds the first part, `headers` and `content` read one part, `hasMore`
 * tells whether another follows. Every method throws `upload-incomplete` when the body ends too early.
 */
export class BoundaryStream {
  readonly #source: AsyncIterator<Uint8Array>;
  /** CR LF, two dashes, boundary: it ends the content of a part. */
  readonly #delimiter: Buffer;
  #buffer: Buffer;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    // The first boundary may open the body; the line end before it is supplied here.
    this.#buffer = CRLF;
  }

  /** Moves behind the first boundary; false when it is the last as well. */
  async enter(): Promise<boolean> {
    await this.#pull(this.#delimiter.length);
    for (;;) {
      const at = this.#buffer.indexOf(this.#delimiter);
      if (at >= 0) {
        this.#drop(at + this.#delimiter.length);
        return this.hasMore();
      }
      if (this.#buffer.length > PREAMBLE_MAX_BYTES) throw new SluiceError('multipart-invalid');
      await this.#pull(this.#buffer.length + 1);
    }
  }

  /** Behind a boundary: true when a part follows, false when it was the last. */
  async hasMore(): Promise<boolean> {
    await this.#pull(DASHES.length);
    if (this.#buffer.subarray(0, DASHES.length).equals(DASHES)) return false;
    const lineEnd = await this.#find(CRLF, PREAMBLE_MAX_BYTES);
    if (this.#buffer.toString('latin1', 0, lineEnd).trim() !== '') throw new SluiceError('multipart-invalid');
    // The line end stays: where a part has no headers, it is the first half of the blank line.
    this.#drop(lineEnd);
    return true;
  }

  /** The header lines of the part, up to the blank line. */
  async headers(maxBytes: number): Promise<string> {
    const end = await this.#find(HEADERS_END, maxBytes);
    const headers = this.#buffer.toString('utf8', 0, end);
    this.#drop(end + HEADERS_END.length);
    return headers;
  }

  /** The content of the part, piece by piece; ends behind its boundary. What came of a body that is cut is given out. */
  async *content(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const at = await this.#findDelimiter();
      const end = at >= 0 ? at : Math.max(0, this.#buffer.length - this.#delimiter.length);
      const piece = this.#buffer.subarray(0, end);
      this.#drop(at >= 0 ? at + this.#delimiter.length : end);
      if (piece.length > 0) yield piece;
      if (at >= 0) return;
      try {
        await this.#pull(this.#buffer.length + 1);
      } catch (thrown) {
        yield this.#buffer;
        throw thrown;
      }
    }
  }

  /** Takes what may stand behind the last boundary, so that the connection can be used again. */
  async finish(): Promise<void> {
    try {
      await this.#pull(EPILOGUE_MAX_BYTES);
    } catch {
      // The body ended, as it should.
    }
    await this.close();
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /** Where the delimiter begins; -1 when it is not among the bytes at hand. */
  async #findDelimiter(): Promise<number> {
    let at = this.#buffer.indexOf(this.#delimiter);
    while (at >= 0) {
      const behind = at + this.#delimiter.length;
      await this.#pull(behind + DASHES.length);
      // A longer line that only begins like the boundary is content.
      const next = this.#buffer.toString('latin1', behind, behind + DASHES.length);
      if (next === '--' || next === '\r\n' || /^[ \t]/.test(next)) return at;
      at = this.#buffer.indexOf(this.#delimiter, behind);
    }
    return -1;
  }

  /** Where a mark begins that must come within `maxBytes`. */
  async #find(mark: Buffer, maxBytes: number): Promise<number> {
    for (;;) {
      const at = this.#buffer.indexOf(mark);
      if (at >= 0 && at <= maxBytes) return at;
      if (at > maxBytes || this.#buffer.length > maxBytes + mark.length) {
        throw new SluiceError('multipart-invalid');
      }
      await this.#pull(this.#buffer.length + 1);
    }
  }

  /** Makes sure that so many bytes are at hand. */
  async #pull(bytes: number): Promise<void> {
    const pieces: Uint8Array[] = [];
    let length = this.#buffer.length;
    while (length < bytes) {
      const piece = await this.#nextPiece();
      pieces.push(piece);
      length += piece.length;
    }
    if (pieces.length > 0) this.#buffer = Buffer.concat([this.#buffer, ...pieces]);
  }

  async #nextPiece(): Promise<Uint8Array> {
    try {
      const step = await this.#source.next();
      if (!step.done) return step.value;
    } catch (thrown) {
      // A connection that breaks is an upload that ends too early, whatever the socket calls it.
      if (thrown instanceof SluiceError) throw thrown;
    }
    throw new SluiceError('upload-incomplete');
  }

  #drop(bytes: number): void {
    this.#buffer = this.#buffer.subarray(bytes);
  }
}
