// Looks at the beginning of a stream and gives it out again in full.

/**
 * Wraps a stream of pieces: `peek` gathers its first bytes, `rest` yields all bytes from the first on. A stream
 * that fails does so when the bytes that came before have been given out.
 */
export class PieceReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #gathered: Buffer = Buffer.alloc(0);
  #ended = false;
  #failure: { readonly thrown: unknown } | null = null;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** True when the stream holds nothing beyond what was peeked at. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The first bytes: at least `minBytes`, unless the stream is shorter or fails before. */
  async peek(minBytes: number): Promise<Buffer> {
    if (this.#failure) throw this.#failure.thrown;
    const pieces: Uint8Array[] = [this.#gathered];
    let length = this.#gathered.length;
    while (length < minBytes && !this.#ended && !this.#failure) {
      const piece = await this.#next().catch((thrown: unknown) => {
        if (length === 0) throw thrown;
        this.#failure = { thrown };
        return null;
      });
      if (piece === null) continue;
      pieces.push(piece);
      length += piece.length;
    }
    if (pieces.length > 1) this.#gathered = Buffer.concat(pieces);
    return this.#gathered;
  }

  /** Every byte from `from` on, those that were peeked at included. To be called once. */
  async *rest(from = 0): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (from < this.#gathered.length) yield this.#gathered.subarray(from);
      this.#gathered = Buffer.alloc(0);
      if (this.#failure) throw this.#failure.thrown;
      for (let piece = await this.#next(); piece !== null; piece = await this.#next()) yield piece;
    } finally {
      await this.close();
    }
  }

  /** The next piece of the source; null when it has ended. */
  async #next(): Promise<Uint8Array | null> {
    if (this.#ended) return null;
    const step = await this.#source.next();
    if (!step.done) return step.value;
    this.#ended = true;
    return null;
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#source.return?.();
  }
}
