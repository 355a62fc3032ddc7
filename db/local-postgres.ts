// Sluice's own PostgreSQL: starts it for a home, adopts one that is alive, and the last user stops it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { SluiceError } from '../src/errors.ts';
import { copyPrograms, findPostgresPrograms } from './postgres/binaries.ts';
import { APP_ROLE, DATABASE, ensureCluster, OWNER_ROLE } from './postgres/cluster.ts';
import { chooseServerUser, type ServerUser } from './postgres/server-user.ts';

export interface LocalPostgresOptions {
  /** The folder of this installation; made when absent. */
  readonly home: string;
  /** As root: the system user that runs the server. */
  readonly dbUser?: string | undefined;
  readonly phiMode?: boolean;
  /** A new cluster's owner role may make further databases, as tests need it. @default false */
  readonly ownerMayCreateDatabases?: boolean;
  /** Milliseconds until a start is given up. @default 30000 */
  readonly startTimeoutMs?: number;
}

export interface LocalPostgres {
  /** URL for the role that owns the schema. */
  readonly ownerUrl: string;
  /** URL for the role that the service works as. */
  readonly appUrl: string;
  /** Stops the server unless another process still uses it. */
  release(): Promise<void>;
}

/** Where the pieces of one home's server lie. */
interface Place {
  readonly root: string;
  readonly socket: string;
  readonly log: string;
}

const PORT = 5432;
/** `sun_path` holds 108 bytes with its closing NUL. */
const SOCKET_PATH_MAX = 107;
const ROOT_FOLDER = '/var/lib/sluice';
const LEASE = 'sluice lease';
/** Milliseconds between two looks at the server. */
const WATCH_MS = 2000;

/**
 * Makes sure that the home's server runs.
 *
 * @throws SluiceError `database-start-failed` with what to do.
 */
export async function acquireLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const user = await chooseServerUser(options.dbUser, options.phiMode ?? false);
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  const place = await preparePlace(await realpath(options.home), user);
  const lease = await takeLease(place, user, options);
  const url = (role: string) =>
    `postgres://${role}@localhost/${DATABASE}?host=${encodeURIComponent(place.socket)}`;
  return { ownerUrl: url(OWNER_ROLE), appUrl: url(APP_ROLE), release: () => endLease(place, lease) };
}

/** A connection that says: this process uses the server. */
interface Lease {
  sql: Sql;
  watch: NodeJS.Timeout;
}

/**
 * Starts the server where it does not run, and holds a connection to it. The server is looked at now and then
 * and started again when it died; what was asked of it meanwhile failed as `database-unavailable`.
 */
async function takeLease(place: Place, user: ServerUser, options: LocalPostgresOptions): Promise<Lease> {
  const lease: Lease = { sql: await hold(place, user, options), watch: setInterval(look, WATCH_MS) };
  lease.watch.unref();
  let looking = false;
  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    const alive = await lease.sql`SELECT 1`.then(
      () => true,
      () => false,
    );
    if (!alive) {
      await lease.sql.end({ timeout: 0 });
      lease.sql = await hold(place, user, options).catch(() => lease.sql);
    }
    looking = false;
  }
  return lease;
}

async function hold(place: Place, user: ServerUser, options: LocalPostgresOptions): Promise<Sql> {
  const deadline = Date.now() + (options.startTimeoutMs ?? 30_000);
  while (Date.now() < deadline) {
    const state = await probe(place);
    if (state === 'absent') await start(place, user, options, deadline);
    if (state === 'busy') await sleep(50);
    if (state !== 'ready') continue;
    const sql = client(place, LEASE);
    // Its last user may have stopped it since the probe; then it is started again.
    const held = await sql`SELECT 1`.then(
      () => true,
      () => false,
    );
    if (held) return sql;
    await sql.end({ timeout: 1 });
  }
  throw new SluiceError('database-start-failed', {
    detail: `PostgreSQL was not ready in time; its log is ${place.log}.`,
  });
}

/** Ends the home's server, whoever uses it, and removes its data: for an installation that was only tried. */
export async function removeLocalPostgres(options: LocalPostgresOptions): Promise<void> {
  const user = await chooseServerUser(options.dbUser, options.phiMode ?? false);
  const place = await preparePlace(await realpath(options.home), user);
  await endServer(place);
  await rm(place.socket, { recursive: true, force: true });
  await rm(place.root, { recursive: true, force: true });
}

async function preparePlace(home: string, user: ServerUser): Promise<Place> {
  const id = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const root = user.switchTo ? join(ROOT_FOLDER, id) : join(home, 'postgres');
  await mkdir(root, { recursive: true, mode: user.switchTo ? 0o755 : 0o700 });
  let socket = join(root, 'socket');
  if (Buffer.byteLength(`${socket}/.s.PGSQL.${PORT}`) > SOCKET_PATH_MAX) {
    socket = join(tmpdir(), `sluice-${id}`);
  }
  await mkdir(socket, { recursive: true, mode: 0o700 });
  await assertOwnFolder(socket, user);
  if (user.switchTo) await chown(socket, user.switchTo.uid, user.switchTo.gid);
  await chmod(socket, 0o700);
  return { root, socket, log: join(root, 'postgres.log') };
}

/** A folder in a shared place may have been laid there by somebody else. */
async function assertOwnFolder(folder: string, user: ServerUser): Promise<void> {
  const found = await lstat(folder);
  const owners = [process.getuid?.() ?? 0, user.switchTo?.uid ?? -1];
  if (found.isDirectory() && owners.includes(found.uid)) return;
  throw new SluiceError('database-start-failed', { detail: `${folder} belongs to another user; remove it.` });
}

/** `ready`, on its way up or down (`busy`), or `absent`. */
async function probe(place: Place): Promise<'ready' | 'busy' | 'absent'> {
  const sql = client(place, 'sluice probe');
  try {
    await sql`SELECT 1`;
    return 'ready';
  } catch (thrown) {
    const code = (thrown as { code?: string }).code;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return (await livingPid(place)) ? 'busy' : 'absent';
    if (code === '57P03' || code === '57P01' || code === 'ECONNRESET' || code === 'CONNECTION_CLOSED')
      return 'busy';
    throw new SluiceError('database-start-failed', {
      detail:
        code === '28000'
          ? 'The server of this home was made by another system user.'
          : `PostgreSQL says ${code}.`,
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * The server's process, if the pid file's number still is one. After a crash the number may belong to an
 * unrelated program; then the stale file goes, or PostgreSQL would refuse to start.
 */
async function livingPid(place: Place): Promise<number | null> {
  const pidFile = join(place.root, 'data', 'postmaster.pid');
  const found = await lstat(pidFile).catch(() => null);
  if (!found?.isFile()) return null;
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (command?.includes(join(place.root, 'data'))) return pid;
  if (command === null && process.platform !== 'linux') return isAlive(pid) ? pid : null;
  await rm(pidFile, { force: true });
  return null;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

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
  // Statements and parameters never reach the log: PostgreSQL quotes values it cannot read.
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_min_messages: 'warning',
};

/** Starts the server in a process group of its own, so that a Ctrl-C for Sluice does not reach it first. */
async function start(
  place: Place,
  user: ServerUser,
  options: LocalPostgresOptions,
  deadline: number,
): Promise<void> {
  const found = findPostgresPrograms();
  const programs = user.switchTo ? await copyPrograms(found, ROOT_FOLDER) : found;
  const data = await ensureCluster(place.root, programs, user, options.ownerMayCreateDatabases);
  const log = await open(place.log, 'a', 0o600);
  const settings = { ...SETTINGS, unix_socket_directories: place.socket };
  const child = spawn(
    programs.postgres,
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...(user.switchTo ?? {}),
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    },
  );
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  child.unref();
  await log.close();
  while (!ended && Date.now() < deadline) {
    if ((await probe(place)) === 'ready') return;
    await sleep(25);
  }
  // Another start may have been quicker; the caller's loop finds out.
}

/** Ends the lease, and the server if nobody else holds one. Whoever ends last finds none. */
async function endLease(place: Place, lease: Lease): Promise<void> {
  clearInterval(lease.watch);
  await lease.sql.end({ timeout: 1 });
  const sql = client(place, 'sluice closing');
  const others = await sql<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = ${LEASE}`
    .then((rows) => rows[0]?.n ?? 0)
    .catch(() => 1);
  await sql.end({ timeout: 1 });
  if (others === 0) await endServer(place);
}

async function endServer(place: Place): Promise<void> {
  const pid = await livingPid(place);
  if (pid === null) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 10_000 && isAlive(pid); waited += 25) await sleep(25);
}

function client(place: Place, applicationName: string): Sql {
  return postgres({
    path: join(place.socket, `.s.PGSQL.${PORT}`),
    username: OWNER_ROLE,
    database: DATABASE,
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: applicationName },
  });
}
