// Opens an installation: its database, its schema and the key ring that belongs to it.
import { openPool } from '../db/connect.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { acquireLocalPostgres, type LocalPostgres, removeLocalPostgres } from '../db/local-postgres.ts';
import { grantJobs, migrateSchema, type SchemaState, schemaState } from '../db/migrate.ts';
import type { Config } from './config.ts';
import { SluiceError } from './errors.ts';
import type { Log } from './log.ts';
import { unmetPhiConditions } from './phi-conditions.ts';
import { migrateJobs } from './pipeline/jobs.ts';
import { adoptRing, openOwnRing } from './vault/adopt-ring.ts';
import { lastingKeys } from './vault/epochs.ts';
import type { KeyRing } from './vault/key-ring.ts';
import { holdRing, type RingHolder } from './vault/ring-holder.ts';

/** A database with the right schema and the ring that belongs to it. */
export interface Installation {
  readonly database: Database;
  /** The keys that stay; the epochs of lists come and go, and are in `rings` alone. */
  readonly ring: KeyRing;
  readonly rings: RingHolder;
  close(): Promise<void>;
}

/**
 * Opens the database (or starts Sluice's own), brings an empty one to this version's schema, and brings it
 * together with its key ring.
 *
 * @throws SluiceError `database-start-failed`, `schema-mismatch`, `key-ring-mismatch`, `key-file-unsafe`,
 *   `phi-mode-unmet`
 */
export async function openInstallation(
  config: Config,
  log: Log,
  name: string,
  connections = 10,
): Promise<Installation> {
  await assertPhiConditions(config, name === 'api' ? log.warn : log.debug);
  const server = config.databaseUrl === undefined ? await startOwnServer(config) : null;
  let database: Database | null = null;
  try {
    await prepareSchema(config, server);
    database = openDatabase(server?.appUrl ?? config.databaseUrl ?? '', `sluice ${name}`, connections);
    const opened = database;
    const rings = await bringRing(opened, config, log);
    return {
      database: opened,
      ring: lastingKeys(rings.current()),
      rings,
      async close() {
        rings.close();
        await opened.close();
        await server?.release();
      },
    };
  } catch (thrown) {
    await database?.close();
    await server?.release();
    throw thrown;
  }
}

/** Brings database and ring together, and says once where the key of everything lies. */
async function bringRing(database: Database, { keyFile }: Config, log: Log): Promise<RingHolder> {
  const now = await database.now();
  const { ring, adopted } = await database.transaction((tx) => adoptRing(keyFile, tx.vault, now));
  if (adopted) {
    log.warn('this is the key of all data: keep a copy of it, apart from the data', { key_file: keyFile });
  }
  return holdRing(ring, () => database.transaction((tx) => openOwnRing(keyFile, tx.vault)), log);
}

function startOwnServer(config: Config): Promise<LocalPostgres> {
  return acquireLocalPostgres({ home: config.home, dbUser: config.dbUser, phiMode: config.phiMode });
}

/** In PHI mode an unmet condition stops the start; else each is said at every start of the service. */
async function assertPhiConditions(config: Config, say: (event: string) => void): Promise<void> {
  const unmet = await unmetPhiConditions(config);
  if (config.phiMode && unmet.length > 0)
    throw new SluiceError('phi-mode-unmet', { detail: unmet.join(' ') });
  for (const sentence of unmet) say(`not for patients' data yet: ${sentence}`);
}

/** Own databases and empty ones are migrated; another's is only ever migrated by the command. */
async function prepareSchema(config: Config, server: LocalPostgres | null): Promise<void> {
  const url = server?.ownerUrl ?? config.databaseUrl ?? '';
  const state = await readSchemaState(url);
  if (state === 'current') return;
  if (state === 'newer' || (state === 'older' && server === null)) {
    throw new SluiceError('schema-mismatch', {
      detail: state === 'newer' ? 'A newer Sluice made it; upgrade.' : 'Run: npm run -s sluice -- migrate',
    });
  }
  await migrateDatabase(url);
}

async function readSchemaState(url: string): Promise<SchemaState> {
  const pool = openPool({ url, applicationName: 'sluice schema', max: 1 });
  try {
    return await schemaState(pool);
  } finally {
    await pool.close();
  }
}

/** Runs every missing migration, of the tables and of the job engine. */
export async function migrateDatabase(url: string): Promise<void> {
  const owner = openDatabase(url, 'sluice migrate', 4);
  try {
    await migrateSchema(owner.pool, async () => {
      await migrateJobs(owner);
      await grantJobs(owner.pool);
    });
  } finally {
    await owner.close();
  }
}

/** For `migrate`: the own server's owner, or DATABASE_URL's user. */
export async function migrateInstallation(config: Config): Promise<void> {
  const server = config.databaseUrl === undefined ? await startOwnServer(config) : null;
  try {
    await migrateDatabase(server?.ownerUrl ?? config.databaseUrl ?? '');
  } finally {
    await server?.release();
  }
}

/** Ends the own server and removes its data: for an installation that was only tried. */
export async function removeInstallation(config: Config): Promise<void> {
  await removeLocalPostgres({ home: config.home, dbUser: config.dbUser });
}
