// What the service's own role may not do: change the schema, rewrite a journal, or touch the machine.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let app: Pool;
let owner: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  app = openPool({ url: database.appUrl, applicationName: 'app', max: 1 });
  owner = openPool({ url: database.ownerUrl, applicationName: 'owner', max: 1 });
});
afterAll(async () => {
  await app.close();
  await owner.close();
  await database.drop();
});

const DENIED = { code: '42501' };

describe('T4 · the role of the service changes the schema, a journal or the machine', () => {
  it('is neither superuser nor owner', async () => {
    const [role] = await app.sql`
      SELECT current_user AS name, rolsuper, (SELECT count(*)::int FROM pg_tables WHERE tableowner = current_user) AS owned
      FROM pg_roles WHERE rolname = current_user`;
    expect(role).toEqual({ name: 'sluice_app', rolsuper: false, owned: 0 });
  });

  it.each([
    'CREATE TABLE mine (a int)',
    'CREATE SCHEMA mine',
    'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE EXTENSION dblink',
    'CREATE ROLE mine',
    'CREATE DATABASE mine',
    'ALTER TABLE lists ADD COLUMN mine int',
    'ALTER TABLE audit_events DISABLE TRIGGER ALL',
    'ALTER ROLE sluice_app SUPERUSER',
    "ALTER SYSTEM SET log_statement = 'all'",
    'DROP TABLE lists',
    'TRUNCATE lists CASCADE',
    'TRUNCATE audit_events',
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY lists FROM PROGRAM 'id'",
    "COPY (SELECT 1) TO '/tmp/sluice-mine'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    'SELECT rolpassword FROM pg_authid',
    'SET ROLE sluice_owner',
    "SET session_replication_role = 'replica'",
    'CREATE TABLE pgboss.mine (a int)',
    'DROP TABLE pgboss.job',
  ])('is refused: %s', async (statement) => {
    await expect(app.sql.unsafe(statement)).rejects.toSatisfy(
      ({ code }) => code === '42501' || code === '42883' || code === '0LP01',
    );
  });

  it.each(['audit_events', 'suppressions', 'release_revisions', 'policies', 'schema_migrations'])(
    'may neither change nor delete rows of %s',
    async (table) => {
      const [column] = await owner.sql`
        SELECT column_name AS name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = ${table} AND is_identity = 'NO' ORDER BY ordinal_position LIMIT 1`;
      const name = app.sql(String(column?.['name']));
      await expect(app.sql`UPDATE ${app.sql(table)} SET ${name} = ${name}`).rejects.toMatchObject(DENIED);
      await expect(app.sql`DELETE FROM ${app.sql(table)}`).rejects.toMatchObject(DENIED);
    },
  );

  it('may end a consent but not rewrite or delete one', async () => {
    await expect(app.sql`UPDATE consents SET revoked_at = now()`).resolves.toEqual([]);
    await expect(app.sql`UPDATE consents SET expires_at = NULL`).rejects.toMatchObject(DENIED);
    await expect(app.sql`UPDATE consents SET defects = '{}'`).rejects.toMatchObject(DENIED);
    await expect(app.sql`DELETE FROM consents`).rejects.toMatchObject(DENIED);
  });
});

describe('T4 · the role of the schema does what only a superuser may', () => {
  it.each(['audit_events', 'suppressions', 'release_revisions'])(
    'cannot rewrite the journal %s either, short of taking its guard away',
    async (table) => {
      await expect(owner.sql`DELETE FROM ${owner.sql(table)}`).rejects.toMatchObject(DENIED);
      await expect(owner.sql`TRUNCATE ${owner.sql(table)} CASCADE`).rejects.toMatchObject(DENIED);
    },
  );

  it('is not superuser', async () => {
    const [role] = await owner.sql`SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user`;
    expect(role).toEqual({ rolname: 'sluice_owner', rolsuper: false });
    await expect(owner.sql`SELECT pg_read_file('/etc/passwd')`).rejects.toMatchObject(DENIED);
    await expect(owner.sql.unsafe("COPY (SELECT 1) TO PROGRAM 'id'")).rejects.toMatchObject(DENIED);
  });
});
