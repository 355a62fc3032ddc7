// The key file is only ever written whole: under another name, flushed, and then given its own.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SluiceError } from '../errors.ts';
import type { KeyRing } from './key-ring.ts';
import { serializeKeyRing } from './key-ring-json.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
export const KEY_FILE_MODE = 0o600;

/** Writes and flushes the ring under a new name beside `path`, and gives that name. Nothing is left of a failure. */
export async function writeDraft(path: string, ring: KeyRing): Promise<string> {
  const draft = join(dirname(resolve(path)), `${draftPrefix(path)}${randomBytes(8).toString('hex')}.tmp`);
  const bytes = serializeKeyRing(ring);
  try {
    const handle = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, KEY_FILE_MODE);
    try {
      // The umask may have taken bits away.
      await handle.chmod(KEY_FILE_MODE);
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return draft;
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  } finally {
    bytes.fill(0);
  }
}

/** Gives a draft the name of the key file; false when there is one already, which stays as it is. */
export async function linkUnlessTaken(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

/** A name is safe from a crash only once its folder is flushed. */
export async function flushFolder(path: string): Promise<void> {
  const handle = await open(dirname(resolve(path)), O_RDONLY | O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Removes what a process that was killed in the middle of writing left: a draft holds every key, and would
 * outlive those that are destroyed. For whoever holds the lock under which the file is written.
 */
export async function removeDrafts(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  const prefix = draftPrefix(path);
  const isDraft = (name: string) =>
    name.startsWith(prefix) && /^[0-9a-f]{16}\.tmp$/.test(name.slice(prefix.length));
  for (const name of (await readdir(folder)).filter(isDraft)) await rm(join(folder, name), { force: true });
}

export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
}

export function unsafe(detail: string): SluiceError {
  return new SluiceError('key-file-unsafe', { detail });
}

function draftPrefix(path: string): string {
  return `.${basename(path)}.`;
}
