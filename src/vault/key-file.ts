// The file that holds the key ring: opened only when it is safe, made so that everybody agrees on one.
import { constants, type Stats } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  errorCode,
  flushFolder,
  KEY_FILE_MODE,
  linkUnlessTaken,
  unsafe,
  writeDraft,
} from './key-file-draft.ts';
import { createKeyRing, type KeyRing } from './key-ring.ts';
import { parseKeyRing } from './key-ring-json.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const PERMISSION_BITS = 0o7777;
/** A ring of thousands of epochs is smaller. */
const MAX_BYTES = 1024 * 1024;

/** Beside the home, never in it, so that a copy of the home does not hold the keys. */
export function defaultKeyFile(home: string): string {
  return `${resolve(home)}-keys.json`;
}

/**
 * Reads the key ring; null when there is no such file.
 * @throws SluiceError `key-file-unsafe` when it is a link, not a regular file, not of mode 0600, or not
 * owned by the user of this process; `key-ring-mismatch` when its bytes are not a complete ring.
 */
export async function openKeyFile(path: string): Promise<KeyRing | null> {
  const handle = await openWithoutFollowing(path);
  if (handle === null) return null;
  try {
    assertSafe(await handle.stat());
    const bytes = await handle.readFile();
    try {
      return parseKeyRing(bytes);
    } finally {
      bytes.fill(0);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Reads the key ring, or makes one where there is none. Any number of processes may start at once: all
 * come back with the ring that the first of them made. On return the file survives a crash.
 * @throws SluiceError as `openKeyFile`; `key-file-unsafe` also when the file cannot be made
 */
export async function openOrCreateKeyFile(
  path: string,
  now: Date,
): Promise<{ readonly ring: KeyRing; readonly created: boolean }> {
  const found = await openKeyFile(path);
  if (found !== null) return { ring: found, created: false };
  const created = await createKeyFile(path, createKeyRing(now));
  const ring = await openKeyFile(path);
  if (ring === null) throw unsafe('The key file vanished while it was made.');
  return { ring, created };
}

/**
 * Writes a new key file; false when there is one already, which stays as it is. The whole file appears at
 * once: it is written under another name, flushed, and linked to its own, which fails if that is taken.
 * @throws SluiceError `key-file-unsafe` when the folder does not allow it
 */
export async function createKeyFile(path: string, ring: KeyRing): Promise<boolean> {
  try {
    await mkdir(dirname(resolve(path)), { recursive: true, mode: 0o700 });
    const draft = await writeDraft(path, ring);
    try {
      return await linkUnlessTaken(draft, path);
    } finally {
      await rm(draft, { force: true });
      await flushFolder(path);
    }
  } catch {
    throw unsafe('The key file cannot be made: its folder must be writable and allow hard links.');
  }
}

/**
 * Puts a ring in the place of the one in the file: after a crash there is the old file or the new one, whole.
 * On return the new one survives a crash.
 *
 * @param lookAgain asked at the last moment; what it throws leaves the old file in its place
 * @throws SluiceError `key-file-unsafe` when the file cannot be replaced
 */
export async function replaceKeyFile(
  path: string,
  ring: KeyRing,
  lookAgain: () => Promise<void>,
): Promise<void> {
  const refuse = () => {
    throw unsafe('The key file cannot be replaced: its folder must be writable, and it no mount of its own.');
  };
  const draft = await writeDraft(path, ring).catch(refuse);
  try {
    await lookAgain();
    await rename(draft, path).catch(refuse);
    await flushFolder(path).catch(refuse);
  } finally {
    await rm(draft, { force: true });
  }
}

async function openWithoutFollowing(path: string): Promise<FileHandle | null> {
  try {
    // Without O_NONBLOCK a named pipe in its place would hold the start for ever.
    return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return null;
    if (errorCode(thrown) === 'ELOOP') throw unsafe('The key file is a link.');
    throw unsafe('The key file cannot be opened by the user of this process.');
  }
}

function assertSafe(stats: Stats): void {
  if (!stats.isFile()) throw unsafe('The key file is not a regular file.');
  if (stats.uid !== process.geteuid?.()) throw unsafe('The key file belongs to another user.');
  if ((stats.mode & PERMISSION_BITS) !== KEY_FILE_MODE) throw unsafe('The mode of the key file is not 0600.');
  if (stats.size > MAX_BYTES) throw unsafe('The key file is larger than a key ring.');
}
