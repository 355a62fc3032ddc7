// The stored length of a chunk does not tell which guess at a row is right.
import { describe, expect, it } from 'vitest';
import { sealChunkSync } from '../../../src/vault/chunk.ts';
import { compressSync } from '../../../src/vault/compress.ts';
import { createDataKey } from '../../../src/vault/data-key.ts';

const TRIALS = 40;
const CANDIDATES = 10;
const place = { listId: '1', chunkNo: 0, firstRow: 1, rowCount: 200 };

/** Small seeded generator (mulberry32), so that the experiment is the same each time. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const word = (random: (below: number) => number, letters: number) =>
  Array.from({ length: letters }, () => String.fromCharCode(97 + random(26))).join('');

/** One secret among 199 rows of others; the attacker puts each candidate in turn into the 200th row. */
function found(lengthOf: (rows: Buffer) => number, trial: number): boolean {
  const random = randomFrom(trial + 1);
  const person = () => `${word(random, 10)}.${word(random, 10)}@${word(random, 12)}.example`;
  const candidates = Array.from({ length: CANDIDATES }, person);
  const secret = random(CANDIDATES);
  const rows = [...Array.from({ length: 198 }, person), candidates[secret]!].join('\r\n');
  const lengths = candidates.map((candidate) => lengthOf(Buffer.from(`${rows}\r\n${candidate}\r\n`)));
  const shortest = Math.min(...lengths);
  const guesses = lengths.flatMap((length, at) => (length === shortest ? [at] : []));
  return guesses[random(guesses.length)] === secret;
}

const hits = (lengthOf: (rows: Buffer) => number) =>
  Array.from({ length: TRIALS }, (_, trial) => found(lengthOf, trial)).filter(Boolean).length;

describe('T13 · the stored length tells the content: guessing one of ten candidates in 200 rows from stored lengths alone', () => {
  it('succeeds nearly always on compressed rows without padding', () => {
    expect(hits((rows) => compressSync(rows).length)).toBeGreaterThan(30);
  });

  it('succeeds in at most 10 of 40 trials on sealed chunks', () => {
    const dataKey = createDataKey();
    expect(hits((rows) => sealChunkSync(dataKey, place, rows).length)).toBeLessThanOrEqual(10);
  });
});
