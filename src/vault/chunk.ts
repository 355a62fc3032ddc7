// The rows of a chunk at rest: compressed, padded, sealed, and bound to their place in the list.
import { SluiceError } from '../errors.ts';
import { compress, compressSync, decompress, decompressSync } from './compress.ts';
import { type DataKey, open, seal } from './envelope.ts';
import { pad, unpad } from './padding.ts';
import type { ChunkPlace, SealIdentity } from './seal-identity.ts';

/** Greatest size of a chunk's rows in clear; a chunk that would not open again is not sealed. */
export const MAX_CHUNK_BYTES = 64 * 1024 * 1024;

/** Seals the rows of a chunk for `list_chunks.sealed`; compresses in the thread pool. */
export async function sealChunk(dataKey: DataKey, place: ChunkPlace, rows: Uint8Array): Promise<Buffer> {
  assertFits(rows);
  return seal(dataKey, chunkIdentity(place), pad(await compress(rows)));
}

/** The same within the calling thread. */
export function sealChunkSync(dataKey: DataKey, place: ChunkPlace, rows: Uint8Array): Buffer {
  assertFits(rows);
  return seal(dataKey, chunkIdentity(place), pad(compressSync(rows)));
}

/** Opens the rows of exactly this chunk. @throws SluiceError `fail-closed` for any other bytes or place. */
export async function openChunk(dataKey: DataKey, place: ChunkPlace, sealed: Uint8Array): Promise<Buffer> {
  return decompress(unpad(open(dataKey, chunkIdentity(place), sealed)), MAX_CHUNK_BYTES);
}

/** The same within the calling thread. */
export function openChunkSync(dataKey: DataKey, place: ChunkPlace, sealed: Uint8Array): Buffer {
  return decompressSync(unpad(open(dataKey, chunkIdentity(place), sealed)), MAX_CHUNK_BYTES);
}

/** Chunks are written once: their version is 1. */
export function chunkIdentity(place: ChunkPlace): SealIdentity {
  const rowId = `${place.listId}/${place.chunkNo}`;
  return { table: 'list_chunks', column: 'sealed', rowId, rowVersion: 1, chunk: place };
}

function assertFits(rows: Uint8Array): void {
  if (rows.length > MAX_CHUNK_BYTES) {
    throw new SluiceError('internal', { detail: `A chunk holds at most ${MAX_CHUNK_BYTES} bytes.` });
  }
}
