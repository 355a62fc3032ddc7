// Streams of bytes for tests: cut anywhere, counted, and gathered again.
import { RowReader } from '../../src/intake/row-reader.ts';
import type { Delimiter, RowChunk } from '../../src/model/list.ts';

/** The bytes in pieces of one size. */
export async function* inPieces(bytes: Uint8Array | string, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.from(bytes as Uint8Array);
  for (let at = 0; at < buffer.length; at += size) yield buffer.subarray(at, at + size);
}

/** The bytes in two pieces. */
export async function* cutAt(bytes: Uint8Array | string, at: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.from(bytes as Uint8Array);
  yield buffer.subarray(0, at);
  yield buffer.subarray(at);
}

export async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const gathered: Uint8Array[] = [];
  for await (const piece of pieces) gathered.push(Uint8Array.from(piece));
  return Buffer.concat(gathered);
}

export async function gatherChunks(chunks: AsyncIterable<RowChunk>): Promise<RowChunk[]> {
  const gathered: RowChunk[] = [];
  for await (const chunk of chunks) gathered.push(chunk);
  return gathered;
}

/** Every cell of every row. */
export function readCells(bytes: Uint8Array, delimiter: Delimiter): string[][] {
  const reader = new RowReader(bytes, delimiter);
  const rows: string[][] = [];
  while (reader.next()) rows.push(Array.from({ length: reader.cells }, (_, at) => reader.cell(at)));
  return rows;
}

/** The code of the SluiceError that a promise is rejected with; the value itself when it is not. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (thrown) {
    return (thrown as { code?: unknown }).code ?? thrown;
  }
}
