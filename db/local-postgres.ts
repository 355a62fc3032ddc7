// Sluice's own PostgreSQL: starts it for a home, adopts one that is alive, and the last user stops it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { SluiceError } from '../src/errors.ts';
import { APP_ROLE, DATABASE, OWNER_ROLE } from './postgres/cluster.ts';
import { type Place, PORT, preparePlace } from './postgres/place.ts';
import { endServerProcess, findServerProcess, startServerProcess } from './postgres/server-process.ts';
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

/** One home's server and how to reach it. */
interface Server {
  readonly place: Place;
  readonly user: ServerUser;
  readonly mayCreateDatabases: boolean;
  readonly startTimeoutMs: number;
}

/** A connection of this name says: this process uses the server. */
const LEASE = 'sluice lease';
const LEAVING = 'sluice leaving';
/** Milliseconds between two looks at the server. */
const WATCH_MS = 2000;
/** Milliseconds between two starts that failed. */
const RETRY_MS = 100;

/**
 * Makes sure that the home's server runs. It is looked at now and then and started again when it died; what
 * was asked of it meanwhile failed as `database-unavailable`.
 *
 * @throws SluiceError `database-start-failed` with what to do.
 */
export async function acquireLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const user = await chooseServerUser(options.dbUser, options.phiMode ?? false);
  const place = await preparePlace(options.home, user);
  const server: Server = {
    place,
    user,
    mayCreateDatabases: options.ownerMayCreateDatabases ?? false,
    startTimeoutMs: options.startTimeoutMs ?? 30_000,
  };
  const lease = await takeLease(server);
  const url = (role: string) =>
    `postgres://${role}@localhost/${DATABASE}?host=${encodeURIComponent(place.socket)}`;
  return { ownerUrl: url(OWNER_ROLE), appUrl: url(APP_ROLE), release: () => lease.end() };
}

/** Ends the home's server, whoever uses it, and removes its data: for an installation that was only tried. */
export async function removeLocalPostgres(options: LocalPostgresOptions): Promise<void> {
  const user = await chooseServerUser(options.dbUser, options.phiMode ?? false);
  const place = await preparePlace(options.home, user);
  await endServerProcess(place, user);
  await rm(place.socket, { recursive: true, force: true });
  await rm(place.root, { recursive: true, force: true });
}

async function takeLease(server: Server): Promise<{ end(): Promise<void> }> {
  let sql = await hold(server, () => true);
  let isWanted = true;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    if (await answers(sql)) return;
    await sql.end({ timeout: 0 });
    sql = await hold(server, () => isWanted).catch(() => sql);
  }

  const watch = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, WATCH_MS);
  watch.unref();
  return {
    async end() {
      isWanted = false;
      clearInterval(watch);
      await looking;
      await leave(server, sql);
    },
  };
}

/**
 * Starts the server where it does not run and is wanted, and gives a connection to it. One that was started is
 * waited for even when it is wanted no more: only who reaches it can stop it.
 */
async function hold(server: Server, isWanted: () => boolean): Promise<Sql> {
  const { place, startTimeoutMs } = server;
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const state = await probe(server);
    if (state === 'absent' && !isWanted()) break;
    if (state === 'absent') await start(server, deadline);
    if (state === 'busy') await sleep(50);
    if (state !== 'ready') continue;
    const sql = client(place, LEASE);
    // Its last user may have stopped it since the probe; then it is started again.
    if (await answers(sql)) return sql;
    await sql.end({ timeout: 1 });
  }
  throw new SluiceError('database-start-failed', {
    detail: `PostgreSQL was not ready in time; its log is ${place.log}.`,
  });
}

async function start(server: Server, deadline: number): Promise<void> {
  const started = await startServerProcess(server.place, server.user, server.mayCreateDatabases);
  while (!started.hasEnded() && Date.now() < deadline) {
    if ((await probe(server)) === 'ready') return;
    await sleep(25);
  }
  // Another start was quicker, or sessions of a server that was killed are still ending: the next look tells.
  await sleep(RETRY_MS);
}

/** `ready`, on its way up or down (`busy`), or `absent`. */
async function probe({ place, user }: Server): Promise<'ready' | 'busy' | 'absent'> {
  const sql = client(place, 'sluice probe');
  try {
    await sql`SELECT 1`;
    return 'ready';
  } catch (thrown) {
    const code = (thrown as { code?: string }).code;
    if (code === 'ENOENT' || code === 'ECONNREFUSED')
      return (await findServerProcess(place, user)) === null ? 'absent' : 'busy';
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
 * Ends the lease, and the server if nobody else holds one. Those who leave take turns and say that they do,
 * so that of any number that go at once exactly one is the last.
 */
async function leave({ place, user }: Server, sql: Sql): Promise<void> {
  try {
    await sql`SELECT pg_advisory_lock(hashtext(${LEASE}))`;
    await sql`SELECT set_config('application_name', ${LEAVING}, false)`;
    const [others] = await sql<{ n: number }[]>`
      SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = ${LEASE}`;
    if (others?.n === 0) await endServerProcess(place, user);
  } catch {
    // The server is gone or going: there is nothing to leave.
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function answers(sql: Sql): Promise<boolean> {
  return sql`SELECT 1`.then(
    () => true,
    () => false,
  );
}

function client(place: Place, applicationName: string): Sql {
  return postgres({
    path: join(place.socket, `.s.PGSQL.${PORT}`),
    username: OWNER_ROLE,
    database: DATABASE,
    max: 1,
    // A lease is not given up for a newer connection.
    max_lifetime: null,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: applicationName },
  });
}
