// Where the pieces of one home's server lie, and who may pass through to them.
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceError } from '../../src/errors.ts';
import type { ServerUser } from './server-user.ts';

export interface Place {
  readonly root: string;
  readonly data: string;
  /** Folder of the socket. */
  readonly socket: string;
  readonly log: string;
}

/** Where root keeps the clusters of all homes: `/root` and many homes are closed to the server's user. */
export const ROOT_FOLDER = '/var/lib/sluice';
/** Names the socket's file; no server listens on a port. */
export const PORT = 5432;
/** `sun_path` holds 108 bytes with its closing NUL. */
const SOCKET_PATH_MAX = 107;

/**
 * Makes the folders of a home; what others may do with them does not depend on the umask.
 *
 * @throws SluiceError `database-start-failed` when a folder cannot be made or is another's.
 */
export async function preparePlace(home: string, user: ServerUser): Promise<Place> {
  try {
    return await makeFolders(home, user);
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    const { code, path } = thrown as NodeJS.ErrnoException;
    throw new SluiceError('database-start-failed', {
      detail: `A folder of this installation cannot be used (${code}): ${path ?? 'see SLUICE_HOME'}.`,
    });
  }
}

async function makeFolders(wanted: string, user: ServerUser): Promise<Place> {
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  const home = await realpath(wanted);
  const id = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const root = user.switchTo ? join(ROOT_FOLDER, id) : join(home, 'postgres');
  await mkdir(root, { recursive: true, mode: 0o700 });
  // The server's user must get through to its own folders, and needs to see no others.
  if (user.switchTo) for (const folder of [ROOT_FOLDER, root]) await chmod(folder, 0o711);
  const socket = await makeSocketFolder(join(root, 'socket'), join(tmpdir(), `sluice-${id}`), user);
  return { root, data: join(root, 'data'), socket, log: join(root, 'postgres.log') };
}

/** Below the home, or in the system's short folder for temporary files where that path is too long. */
async function makeSocketFolder(own: string, short: string, user: ServerUser): Promise<string> {
  const folder = Buffer.byteLength(`${own}/.s.PGSQL.${PORT}`) > SOCKET_PATH_MAX ? short : own;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await assertOwnFolder(folder, user);
  if (user.switchTo) await chown(folder, user.switchTo.uid, user.switchTo.gid);
  await chmod(folder, 0o700);
  return folder;
}

/** A folder in a shared place may have been laid there by somebody else. */
async function assertOwnFolder(folder: string, user: ServerUser): Promise<void> {
  const found = await lstat(folder);
  const owners = [process.getuid?.() ?? 0, user.switchTo?.uid ?? -1];
  if (found.isDirectory() && owners.includes(found.uid)) return;
  throw new SluiceError('database-start-failed', { detail: `${folder} belongs to another user; remove it.` });
}
