// Brings the schema to this version's, and tells whether a database has it.
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import type { Pool } from './connect.ts';

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
const SETTINGS = {
  migrationsFolder: FOLDER,
  migrationsSchema: 'public',
  migrationsTable: 'schema_migrations',
};

/** `empty`: nothing there; `current`; `older`: this program has migrations to run; `newer`: it lacks some. */
export type SchemaState = 'empty' | 'current' | 'older' | 'newer';

/**
 * Runs `others` and then the migrations that are missing; several processes may try at once. Ours come last,
 * because they are what `schemaState` goes by: a run that was cut off counts as never done.
 */
export async function migrateSchema(owner: Pool, others: () => Promise<void>): Promise<void> {
  await owner.sql.begin(async (held) => {
    // The lock is held on a connection of its own until the migrations, on others, are done.
    await held`SELECT pg_advisory_xact_lock(hashtext('sluice migrate'))`;
    await others();
    await migrate(owner.orm, SETTINGS);
  });
}

/** Compares the newest migration in the database with the newest of this program. */
export async function schemaState(pool: Pool): Promise<SchemaState> {
  const table = await pool.orm.execute<{ found: string | null }>(
    sql`SELECT to_regclass('public.schema_migrations')::text AS found`,
  );
  if (!table[0]?.found) return 'empty';
  const rows = await pool.orm.execute<{ newest: string | null }>(
    sql`SELECT max(created_at)::text AS newest FROM schema_migrations`,
  );
  const applied = Number(rows[0]?.newest ?? 0);
  const own = Math.max(...readMigrationFiles(SETTINGS).map((migration) => migration.folderMillis));
  if (applied === own) return 'current';
  return applied < own ? (applied === 0 ? 'empty' : 'older') : 'newer';
}

/** Lets the app role use the job engine's tables, which the owner made; a database without that role needs nothing. */
export async function grantJobs(owner: Pool): Promise<void> {
  await owner.orm.execute(sql`
    DO $$
    BEGIN
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_app') THEN
        GRANT USAGE ON SCHEMA pgboss TO sluice_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO sluice_app;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO sluice_app;
      END IF;
    END $$`);
}
