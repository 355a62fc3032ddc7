// The file that a command writes: for the owner alone, whole or not at all, never through a link.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SluiceError } from '../errors.ts';

export interface OutputFile {
  /** @throws SluiceError `output-unwritable`, as `publish` does */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Gives the file its name once its last byte is on the disk.
   * @throws SluiceError `output-refused` when the name was taken in the meantime
   */
  publish(): Promise<void>;
  /** Removes what was written; does nothing after `publish`. */
  discard(): Promise<void>;
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
const NEW_FILE = O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY;
const OWNER_ONLY = 0o600;

/**
 * Opens a draft of mode 0600 beside the file to come.
 *
 * @param force an existing file is replaced; a link never is, nor what it points at.
 * @throws SluiceError `output-refused`, `output-unwritable`
 */
export async function createOutputFile(path: string, force: boolean): Promise<OutputFile> {
  await refuseExisting(path, force);
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  const file = await orUnwritable(open(draft, NEW_FILE, OWNER_ONLY));
  let isOpen = true;
  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  }
  return {
    write: (bytes) => orUnwritable(file.writeFile(bytes)),
    async publish() {
      await orUnwritable(file.sync());
      await close();
      await refuseExisting(path, force);
      if (!force) await claimName(path);
      await orUnwritable(rename(draft, path));
    },
    async discard() {
      await close();
      await rm(draft, { force: true });
    },
  };
}

async function refuseExisting(path: string, force: boolean): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null || (force && found.isFile())) return;
  throw new SluiceError('output-refused');
}

/** Takes the name with an empty file that must be new, so that the draft replaces nobody's work. */
async function claimName(path: string): Promise<void> {
  const claim: FileHandle | null = await open(path, NEW_FILE, OWNER_ONLY).catch(() => null);
  if (claim === null) throw new SluiceError('output-refused');
  await claim.close();
}

async function orUnwritable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch {
    throw new SluiceError('output-unwritable');
  }
}
