// Reads a file that a command names; the error of the file system would repeat its path.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { SluiceError } from '../errors.ts';

/** The whole file. @throws SluiceError `file-unreadable` */
export async function readInput(path: string): Promise<Buffer> {
  return readFile(path).catch(() => {
    throw new SluiceError('file-unreadable');
  });
}

/** Looks for a file before anything else is begun. @throws SluiceError `file-unreadable` */
export async function requireInput(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) throw new SluiceError('file-unreadable');
}

/** The file as a stream. @throws SluiceError `file-unreadable` */
export async function openInput(path: string): Promise<AsyncIterable<Uint8Array>> {
  await requireInput(path);
  return readBytes(createReadStream(path));
}

async function* readBytes(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch {
    throw new SluiceError('file-unreadable');
  }
}
