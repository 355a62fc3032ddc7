// Starts one managed PostgreSQL for the whole run, with a migrated template that each test file clones.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openPool } from '../../db/connect.ts';
import { acquireLocalPostgres, removeLocalPostgres } from '../../db/local-postgres.ts';
import { migrateDatabase } from '../../src/installation.ts';

export const TEMPLATE = 'sluice_template';

declare module 'vitest' {
  interface ProvidedContext {
    readonly ownerUrl: string;
    readonly appUrl: string;
  }
}

/** The URL of another database of the same server. */
export function urlOf(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  const options = { home, ownerMayCreateDatabases: true };
  const server = await acquireLocalPostgres(options);
  const owner = openPool({ url: server.ownerUrl, applicationName: 'test setup', max: 1 });
  await owner.sql.unsafe(`CREATE DATABASE ${TEMPLATE}`);
  await owner.close();
  await migrateDatabase(urlOf(server.ownerUrl, TEMPLATE));
  project.provide('ownerUrl', server.ownerUrl);
  project.provide('appUrl', server.appUrl);
  return async () => {
    await server.release();
    await removeLocalPostgres(options);
    await rm(home, { recursive: true, force: true });
  };
}
