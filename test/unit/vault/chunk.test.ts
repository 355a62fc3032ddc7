// The rows of a chunk come back whole, or the chunk fails closed.
import { describe, expect, it } from 'vitest';
import {
  chunkIdentity,
  MAX_CHUNK_BYTES,
  openChunk,
  openChunkSync,
  sealChunk,
  sealChunkSync,
} from '../../../src/vault/chunk.ts';
import { compressSync } from '../../../src/vault/compress.ts';
import { createDataKey } from '../../../src/vault/data-key.ts';
import { ENVELOPE_BYTES, seal } from '../../../src/vault/envelope.ts';
import { pad, padmeLength } from '../../../src/vault/padding.ts';
import { codeOf, codeOfAsync } from './error-code.ts';

const dataKey = createDataKey();
const place = { listId: '1', chunkNo: 0, firstRow: 1, rowCount: 5000 };
const rows = Buffer.from(
  Array.from({ length: 5000 }, (_, row) => `${row},p${row}@clinic.example\r\n`).join(''),
);

describe('a chunk', () => {
  it('comes back from either way of sealing by either way of opening', async () => {
    for (const sealed of [await sealChunk(dataKey, place, rows), sealChunkSync(dataKey, place, rows)]) {
      expect((await openChunk(dataKey, place, sealed)).equals(rows)).toBe(true);
      expect(openChunkSync(dataKey, place, sealed).equals(rows)).toBe(true);
    }
  });

  it('is stored compressed, at a Padmé length', async () => {
    const sealed = await sealChunk(dataKey, place, rows);
    expect(sealed.length).toBeLessThan(rows.length / 2);
    expect(padmeLength(sealed.length - ENVELOPE_BYTES)).toBe(sealed.length - ENVELOPE_BYTES);
  });

  it('may be empty', async () => {
    const sealed = await sealChunk(dataKey, { ...place, rowCount: 0 }, Buffer.alloc(0));
    expect(await openChunk(dataKey, { ...place, rowCount: 0 }, sealed)).toHaveLength(0);
  });

  it.each([
    ['list', { ...place, listId: '2' }],
    ['number', { ...place, chunkNo: 1 }],
    ['first row', { ...place, firstRow: 2 }],
    ['row count', { ...place, rowCount: 4999 }],
  ])('fails closed as a chunk of another %s', async (_, other) => {
    const sealed = await sealChunk(dataKey, place, rows);
    expect(await codeOfAsync(() => openChunk(dataKey, other, sealed))).toBe('fail-closed');
    expect(codeOf(() => openChunkSync(dataKey, other, sealed))).toBe('fail-closed');
  });
});

describe('what does not inflate within the bound fails closed', () => {
  const sealed = (bytes: Uint8Array) => seal(dataKey, chunkIdentity(place), pad(bytes));

  it.each([
    ['a bomb', compressSync(Buffer.alloc(MAX_CHUNK_BYTES + 1))],
    ['a cut frame', compressSync(rows).subarray(0, -5)],
    ['no frame', Buffer.from('plain text')],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_, bytes) => {
    expect(await codeOfAsync(() => openChunk(dataKey, place, sealed(bytes)))).toBe('fail-closed');
    expect(codeOf(() => openChunkSync(dataKey, place, sealed(bytes)))).toBe('fail-closed');
  });

  it('and is not sealed in the first place', async () => {
    const tooMany = Buffer.alloc(MAX_CHUNK_BYTES + 1);
    expect(await codeOfAsync(() => sealChunk(dataKey, place, tooMany))).toBe('internal');
  });
});
