// Finds rows with equal keys: a hash table over packed 16-byte keys, without an object a row.
import { INDEX_KEY_BYTES } from '../vault/blind-index.ts';

const WORDS = INDEX_KEY_BYTES / 4;
/** Slots are at most this full. */
const LOAD_MAX = 0.6;

/**
 * Remembers the first row of each key. The keys are keyed hashes, so any of their words is a good hash.
 * Memory: 20 bytes a slot, about 34 MB a million distinct keys.
 */
export class DuplicateTable {
  #slots: number;
  #keys: Uint32Array;
  /** Row number of the first row with the key; 0 marks a free slot. */
  #rows: Uint32Array;
  #used = 0;

  constructor(expectedKeys = 1024) {
    this.#slots = slotsFor(expectedKeys);
    this.#keys = new Uint32Array(this.#slots * WORDS);
    this.#rows = new Uint32Array(this.#slots);
  }

  /**
   * The first row that had this key, or 0 when this row is the first. Rows must come in order.
   *
   * @param keys packed keys, 16 bytes each, aligned to 4 bytes
   */
  firstRow(keys: Uint32Array, at: number, row: number): number {
    if (this.#used >= this.#slots * LOAD_MAX) this.#grow();
    const slot = this.#find(keys, at * WORDS);
    const first = this.#rows[slot] ?? 0;
    if (first !== 0) return first;
    for (let word = 0; word < WORDS; word += 1)
      this.#keys[slot * WORDS + word] = keys[at * WORDS + word] ?? 0;
    this.#rows[slot] = row;
    this.#used += 1;
    return 0;
  }

  /** The slot of a key, or the free slot where it belongs. */
  #find(keys: Uint32Array, offset: number): number {
    const mask = this.#slots - 1;
    for (let slot = (keys[offset] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      if (this.#rows[slot] === 0 || this.#equals(slot, keys, offset)) return slot;
    }
  }

  #equals(slot: number, keys: Uint32Array, offset: number): boolean {
    for (let word = 0; word < WORDS; word += 1) {
      if (this.#keys[slot * WORDS + word] !== keys[offset + word]) return false;
    }
    return true;
  }

  #grow(): void {
    const keys = this.#keys;
    const rows = this.#rows;
    this.#slots *= 2;
    this.#keys = new Uint32Array(this.#slots * WORDS);
    this.#rows = new Uint32Array(this.#slots);
    for (let old = 0; old < rows.length; old += 1) {
      const row = rows[old] ?? 0;
      if (row === 0) continue;
      const slot = this.#find(keys, old * WORDS);
      this.#keys.set(keys.subarray(old * WORDS, (old + 1) * WORDS), slot * WORDS);
      this.#rows[slot] = row;
    }
  }
}

function slotsFor(keys: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, keys / LOAD_MAX)));
}

/** The packed bytes as 32-bit words; copied where they do not lie on a word's border. */
export function keyWords(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** True for the key of a row without a valid address. */
export function isNoKey(words: Uint32Array, at: number): boolean {
  return words[at * WORDS] === 0 && words[at * WORDS + 1] === 0 && words[at * WORDS + 2] === 0;
}
