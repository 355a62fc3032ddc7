// Tells of most keys, without asking the database, that nothing is known under them.

/** Bits a key: so many that about three unknown keys in a hundred are taken for known ones. */
const BITS_A_KEY = 32;
const BITS_MIN_LOG = 10;
/** 16 MB. */
const BITS_MAX_LOG = 27;

/** A bitmap over the first bits of keyed hashes, which are as good as random. It never misses a key. */
export class KeyFilter {
  readonly #words: Uint32Array;
  readonly #shift: number;

  /** @param prefixes the first four bytes of each known key */
  constructor(prefixes: Buffer) {
    const wanted = Math.ceil(Math.log2((prefixes.length / 4) * BITS_A_KEY + 1));
    const log = Math.min(BITS_MAX_LOG, Math.max(BITS_MIN_LOG, wanted));
    this.#shift = 32 - log;
    this.#words = new Uint32Array(2 ** (log - 5));
    for (let at = 0; at < prefixes.length; at += 4) {
      const bit = prefixes.readUInt32BE(at) >>> this.#shift;
      this.#words[bit >>> 5] = (this.#words[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** False: the key is not among the known ones. True: it may be. */
  mayHave(keys: Buffer, offset: number): boolean {
    const bit = keys.readUInt32BE(offset) >>> this.#shift;
    return ((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}
