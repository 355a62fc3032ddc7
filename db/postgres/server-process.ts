// The server as a process: started in a group of its own, found by its pid file, ended by a signal.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyPrograms, findPostgresPrograms } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { type Place, PORT, ROOT_FOLDER } from './place.ts';
import type { ServerUser } from './server-user.ts';

/** A pid file without a number is one that is being written, unless it is older than this. */
const PID_FILE_MS = 5000;
const END_MS = 10_000;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: String(PORT),
  max_connections: '100',
  shared_buffers: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  timezone: 'UTC',
  // Statements, parameters and errors never reach the log: PostgreSQL quotes values that it cannot read.
  // Whoever asked is told the error; what is `log` and above (starts, crashes) stays.
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** A server that was started: whether its process has ended since. */
export interface StartedServer {
  hasEnded(): boolean;
}

/** Starts the server of a place, in a process group of its own, so that a Ctrl-C does not reach it first. */
export async function startServerProcess(
  place: Place,
  user: ServerUser,
  ownerMayCreateDatabases: boolean,
): Promise<StartedServer> {
  const found = findPostgresPrograms();
  const programs = user.switchTo ? await copyPrograms(found, ROOT_FOLDER) : found;
  await ensureCluster(place, programs, user, ownerMayCreateDatabases);
  const log = await open(place.log, 'a', 0o600);
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: place.socket });
  const switches = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(programs.postgres, ['-D', place.data, ...switches], {
    ...(user.switchTo ?? {}),
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  let ended = false;
  for (const event of ['error', 'exit']) {
    child.once(event, () => {
      ended = true;
    });
  }
  child.unref();
  await log.close();
  return { hasEnded: () => ended };
}

/** Asks the server to end at once (its `fast` shutdown) and waits for it. */
export async function endServerProcess(place: Place, user: ServerUser): Promise<void> {
  const pid = await findServerProcess(place, user);
  if (typeof pid !== 'number') return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < END_MS && isAlive(pid); waited += 25) await sleep(25);
}

/**
 * The server's process by its pid file, or `unnamed` while the file is being written. A file whose process is
 * gone stays: PostgreSQL takes it over. One whose number has since gone to an unrelated program, as numbers do
 * when a container starts again, is removed, or PostgreSQL would refuse to start.
 */
export async function findServerProcess(place: Place, user: ServerUser): Promise<number | 'unnamed' | null> {
  const path = join(place.data, 'postmaster.pid');
  const file = await readPidFile(path);
  if (file === null) return null;
  const { pid, ageMs } = file;
  if (!(pid > 0)) return ageMs < PID_FILE_MS ? 'unnamed' : null;
  if (!isAlive(pid)) return null;
  if (await isServer(pid, place.data, user)) return pid;
  if (ageMs > PID_FILE_MS) await rm(path, { force: true });
  return null;
}

/** The folder is the server user's own, so a link in it is not followed. */
async function readPidFile(path: string): Promise<{ pid: number; ageMs: number } | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
  if (handle === null) return null;
  try {
    const { mtimeMs } = await handle.stat();
    const [number] = (await handle.readFile('utf8')).split('\n');
    return { pid: Number(number), ageMs: Date.now() - mtimeMs };
  } finally {
    await handle.close();
  }
}

/** Whether a process is a server on this data folder; where there is no /proc, its number must do. */
async function isServer(pid: number, data: string, user: ServerUser): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const owner = await stat(`/proc/${pid}`).catch(() => null);
  return command.split('\0').includes(data) && owner?.uid === (user.switchTo?.uid ?? process.getuid?.());
}

/** Without the right to signal a process it is another user's: alive, though none of ours. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
