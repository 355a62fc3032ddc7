// A list with a chunk missing, repeated or swapped fails closed.
import { describe, expect, it } from 'vitest';
import { createDataKey } from '../../../src/vault/data-key.ts';
import type { ChunkPlace } from '../../../src/vault/seal-identity.ts';
import { openTrailer, sealTrailer, verifyTrailer } from '../../../src/vault/trailer.ts';
import { codeOf } from './error-code.ts';

const dataKey = createDataKey();
const chunks: readonly [ChunkPlace, ChunkPlace, ChunkPlace] = [
  { listId: '1', chunkNo: 0, firstRow: 1, rowCount: 5000 },
  { listId: '1', chunkNo: 1, firstRow: 5001, rowCount: 5000 },
  { listId: '1', chunkNo: 2, firstRow: 10_001, rowCount: 17 },
];
const trailer = { chunks: 3, rows: 10_017 };

it('a trailer comes back for its list alone', () => {
  const sealed = sealTrailer(dataKey, '1', trailer);
  expect(openTrailer(dataKey, '1', sealed)).toEqual(trailer);
  expect(codeOf(() => openTrailer(dataKey, '2', sealed))).toBe('fail-closed');
  expect(codeOf(() => openTrailer(createDataKey(), '1', sealed))).toBe('fail-closed');
  expect(codeOf(() => openTrailer(dataKey, '1', Buffer.alloc(0)))).toBe('fail-closed');
});

it('the chunks of the list fit its trailer', () => {
  expect(() => verifyTrailer(trailer, '1', chunks)).not.toThrow();
  expect(() => verifyTrailer({ chunks: 0, rows: 0 }, '1', [])).not.toThrow();
});

describe('a list fails closed', () => {
  const [first, second, third] = chunks;
  it.each<[string, readonly ChunkPlace[]]>([
    ['without any chunk', []],
    ['without its first chunk', [second, third]],
    ['without a middle chunk', [first, third]],
    ['without its last chunk', [first, second]],
    ['with a chunk twice', [first, second, second, third]],
    ['with chunks swapped', [first, third, second]],
    ['with a chunk too many', [...chunks, { listId: '1', chunkNo: 3, firstRow: 10_018, rowCount: 1 }]],
    ['with fewer rows in the last chunk', [first, second, { ...third, rowCount: 16 }]],
    ['with a chunk of another list', [first, { ...second, listId: '2' }, third]],
  ])('%s', (_, places) => {
    expect(codeOf(() => verifyTrailer(trailer, '1', places))).toBe('fail-closed');
  });
});
