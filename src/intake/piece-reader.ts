// Looks at the beginning of a stream and gives it out again in full.

/** Wraps a stream of pieces: `peek` gathers its first bytes, `rest` yields all bytes from the first on. */
export class PieceReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #gathered: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** True when the stream holds nothing beyond what was peeked at. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The first bytes: at least `minBytes`, unless the stream is shorter. */
  async peek(minBytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [this.#gathered];
    let length = this.#gathered.length;
    while (length < minBytes && !this.#ended) {
      const step = await this.#source.next();
      if (step.done) this.#ended = true;
      else {
        pieces.push(step.value);
        length += step.value.length;
      }
    }
    if (pieces.length > 1) this.#gathered = Buffer.concat(pieces);
    return this.#gathered;
  }

  /** Every byte from `from` on, those that were peeked at included. To be called once. */
  async *rest(from = 0): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (from < this.#gathered.length) yield this.#gathered.subarray(from);
      this.#gathered = Buffer.alloc(0);
      while (!this.#ended) {
        const step = await this.#source.next();
        if (step.done) this.#ended = true;
        else yield step.value;
      }
    } finally {
      await this.close();
    }
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#source.return?.();
  }
}
