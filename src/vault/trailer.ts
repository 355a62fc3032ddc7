// The sealed end of a list: how many chunks and rows it has, so that none can be missing unnoticed.
import { SluiceError } from '../errors.ts';
import { type DataKey, open, seal } from './envelope.ts';
import type { ChunkPlace, SealIdentity } from './seal-identity.ts';

export interface Trailer {
  readonly chunks: number;
  readonly rows: number;
}

const TRAILER_BYTES = 16;

/** Seals chunk and row count for `lists.sealed_trailer`: two 64-bit numbers, big-endian. */
export function sealTrailer(dataKey: DataKey, listId: string, { chunks, rows }: Trailer): Buffer {
  const plaintext = Buffer.alloc(TRAILER_BYTES);
  plaintext.writeBigUInt64BE(BigInt(chunks), 0);
  plaintext.writeBigUInt64BE(BigInt(rows), 8);
  return seal(dataKey, trailerIdentity(listId), plaintext);
}

/** Opens the trailer of this list. @throws SluiceError `fail-closed` for any other bytes. */
export function openTrailer(dataKey: DataKey, listId: string, sealed: Uint8Array): Trailer {
  const plaintext = open(dataKey, trailerIdentity(listId), sealed);
  if (plaintext.length !== TRAILER_BYTES) throw incomplete('The trailer of a list has another length.');
  return { chunks: Number(plaintext.readBigUInt64BE(0)), rows: Number(plaintext.readBigUInt64BE(8)) };
}

/**
 * Holds the chunks of a list, in order, against its trailer: numbered from 0 without a gap, rows from 1
 * without a gap, as many of both as were sealed.
 * @throws SluiceError `fail-closed` when a chunk is missing, repeated, swapped or cut off.
 */
export function verifyTrailer(trailer: Trailer, listId: string, places: Iterable<ChunkPlace>): void {
  let chunks = 0;
  let rows = 0;
  for (const place of places) {
    if (place.listId !== listId || place.chunkNo !== chunks || place.firstRow !== rows + 1) {
      throw incomplete('A chunk of a list is missing, repeated or out of order.');
    }
    chunks += 1;
    rows += place.rowCount;
  }
  if (chunks !== trailer.chunks || rows !== trailer.rows) {
    throw incomplete('A list has other chunks than it was sealed with.');
  }
}

function trailerIdentity(listId: string): SealIdentity {
  return { table: 'lists', column: 'sealed_trailer', rowId: listId, rowVersion: 1 };
}

function incomplete(detail: string): SluiceError {
  return new SluiceError('fail-closed', { detail });
}
