// A database of its own for a test file: a clone of the migrated template, gone when the file is done.
import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { TEMPLATE, urlOf } from './postgres-setup.ts';

export interface TestDatabase {
  /** As the role that the service works as. */
  readonly appUrl: string;
  /** As the role that owns the schema. */
  readonly ownerUrl: string;
  drop(): Promise<void>;
}

/** Clones the template; `drop` ends whatever is still connected. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string) => {
    const owner = openPool({ url: inject('ownerUrl'), applicationName: 'test database', max: 1 });
    try {
      await owner.sql.unsafe(statement);
    } finally {
      await owner.close();
    }
  };
  await run(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    appUrl: urlOf(inject('appUrl'), name),
    ownerUrl: urlOf(inject('ownerUrl'), name),
    drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** A database for the running test alone. */
export async function useTestDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database;
}
