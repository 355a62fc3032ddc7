// zstd at its fastest level, for the rows of a chunk; bounded when it is undone.
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { SluiceError } from '../errors.ts';

/** Node's default of 16 KiB costs hundreds of milliseconds a million rows. */
const CHUNK_SIZE = 256 * 1024;

const FASTEST = {
  chunkSize: CHUNK_SIZE,
  params: { [constants.ZSTD_c_compressionLevel]: 1 },
};

const compressInPool = promisify(zstdCompress);
const decompressInPool = promisify(zstdDecompress);

/** Compresses in the thread pool: for a thread that also serves. */
export function compress(bytes: Uint8Array): Promise<Buffer> {
  return compressInPool(bytes, FASTEST);
}

/** Compresses here: for a worker thread. */
export function compressSync(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, FASTEST);
}

/** Undoes `compress` in the thread pool. @throws SluiceError `fail-closed` when broken or over `maxBytes`. */
export async function decompress(bytes: Uint8Array, maxBytes: number): Promise<Buffer> {
  try {
    return await decompressInPool(bytes, { chunkSize: CHUNK_SIZE, maxOutputLength: maxBytes });
  } catch {
    throw notCompressed();
  }
}

/** Undoes `compress` here. @throws SluiceError `fail-closed` when broken or over `maxBytes`. */
export function decompressSync(bytes: Uint8Array, maxBytes: number): Buffer {
  try {
    return zstdDecompressSync(bytes, { chunkSize: CHUNK_SIZE, maxOutputLength: maxBytes });
  } catch {
    throw notCompressed();
  }
}

function notCompressed(): SluiceError {
  return new SluiceError('fail-closed', { detail: 'A chunk does not inflate within its bound.' });
}
