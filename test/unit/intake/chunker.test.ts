// Chunks: every byte once, cut at row ends only, the same rows as in the whole file.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChunkLimits } from '../../../src/intake/chunker.ts';
import { cutChunks } from '../../../src/intake/chunker.ts';
import { DEFAULT_LIMITS } from '../../../src/intake/limits.ts';
import { cutAt, gatherChunks, inPieces, readCells } from '../../support/byte-streams.ts';

const limits = (overrides: Partial<ChunkLimits> = {}): ChunkLimits => ({ ...DEFAULT_LIMITS, ...overrides });
const cut = (pieces: AsyncIterable<Uint8Array>, overrides?: Partial<ChunkLimits>) =>
  gatherChunks(cutChunks(pieces, ',', limits(overrides)));

const hostile = fc.string({
  unit: fc.constantFrom('a', 'é', ',', '"', '""', '","', '\n', '\r', '\r\n', '"\n"'),
  maxLength: 60,
});

describe('chunks', () => {
  test('hold the rows of the whole file, cut anywhere, in any order of quotes and line ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostile,
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        async (text, chunkRows, position) => {
          const bytes = Buffer.from(text);
          const chunks = await cut(cutAt(bytes, position % (bytes.length + 1)), { chunkRows });
          expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).equals(bytes)).toBe(true);
          expect(chunks.flatMap((chunk) => readCells(chunk.bytes, ','))).toEqual(readCells(bytes, ','));
          let firstRow = 1;
          for (const [seq, chunk] of chunks.entries()) {
            expect([chunk.seq, chunk.firstRow]).toEqual([seq, firstRow]);
            expect(readCells(chunk.bytes, ',')).toHaveLength(chunk.rows);
            firstRow += chunk.rows;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('are the same however the stream is cut, across the scanning step too', async () => {
    const row = 'ann@example.org,"line one\r\nline ""two""",é語😀\r\n';
    const bytes = Buffer.from(row.repeat(6_000));
    const whole = await cut(inPieces(bytes, bytes.length));
    expect(whole.map((chunk) => chunk.rows)).toEqual([5_000, 1_000]);
    for (const size of [7, 4_093, 65_536, 65_537, 262_145]) {
      const chunks = await cut(inPieces(bytes, size));
      expect(chunks.map((chunk) => [chunk.rows, chunk.bytes.length])).toEqual(
        whole.map((chunk) => [chunk.rows, chunk.bytes.length]),
      );
    }
  });

  test('keep to their size, except for a single row that is larger', async () => {
    const chunks = await cut(inPieces('aaaa\nbbbb\ncccccccccccccccc\nd\n', 3), { chunkMaxBytes: 10 });
    expect(chunks.map((chunk) => Buffer.from(chunk.bytes).toString())).toEqual([
      'aaaa\nbbbb\n',
      'cccccccccccccccc\n',
      'd\n',
    ]);
  });

  test('own their memory, so that it can be transferred', async () => {
    const [chunk] = await cut(inPieces('a\nb\n', 2));
    expect(chunk?.bytes.buffer.byteLength).toBe(4);
  });

  test('are not made before the last one is taken', async () => {
    let pulled = 0;
    async function* source() {
      for (; pulled < 1_000; pulled += 1) yield Buffer.from('ann@example.org\n'.repeat(5_000));
    }
    const chunks = cutChunks(source(), ',', limits());
    await chunks.next();
    expect(pulled).toBeLessThan(3);
    await chunks.return();
  });
});

describe('a quote that is never closed', () => {
  test('costs one row of a large file', async () => {
    const good = '"ann@example.org","Ann, ""A""","two\nlines"\n';
    const text = `${good.repeat(3_000)}"bob@example.org","Bob\n${good.repeat(3_000)}`;
    const rows = (await cut(inPieces(text, 10_000))).flatMap((chunk) => readCells(chunk.bytes, ','));
    expect(rows).toHaveLength(6_001);
    expect(rows.filter((row) => row.length !== 3)).toEqual([['bob@example.org', '"Bob']]);
  });

  test('is given up after the limit of a cell, not at the end of the file', async () => {
    const text = `a,"b\n${'ann@example.org,x\n'.repeat(10_000)}`;
    expect((await cut(inPieces(text, 65_536))).reduce((rows, chunk) => rows + chunk.rows, 0)).toBe(10_001);
  });
});

describe('a row beyond the limit', () => {
  test('of cells stops the upload and is named by its number: results would fill all others up to it', async () => {
    const text = `a,b\n,,\n${','.repeat(1_000_000)}\nc\n`;
    const refused = { code: 'too-many-columns', place: { row: 3 } };
    await expect(cut(inPieces(text, 100_000))).rejects.toMatchObject(refused);
    await expect(cut(inPieces('a,b\n,,\n,,,\n', 5), { columnsMax: 3 })).rejects.toMatchObject(refused);
  });

  test('stops the upload and is named by its number', async () => {
    const text = `a\nb\n${'x'.repeat(5_000)}\nc\n`;
    await expect(cut(inPieces(text, 100), { rowMaxBytes: 1_000 })).rejects.toMatchObject({
      code: 'row-too-long',
      place: { row: 3 },
    });
  });

  test('is noticed long before its end', async () => {
    let pulled = 0;
    async function* line() {
      for (; pulled < 160; pulled += 1) yield Buffer.alloc(65_536, 'x');
    }
    await expect(cut(line())).rejects.toMatchObject({ code: 'row-too-long', place: { row: 1 } });
    expect(pulled).toBeLessThan(20);
  });
});
