// The migrations make what the schema files say, once, for whoever comes first, and only for this version.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { openDatabase } from '../../../db/database.ts';
import { schemaState } from '../../../db/migrate.ts';
import { migrateDatabase } from '../../../src/installation.ts';
import { DEFAULT_POLICY } from '../../../src/merge/policy.ts';
import { useTestDatabase } from '../../support/database.ts';
import { useFolder } from '../../support/homes.ts';
import { urlOf } from '../../support/postgres-setup.ts';
import { runSluice } from '../cli/run-sluice.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

async function ask<T>(url: string, query: string): Promise<T[]> {
  const pool = openPool({ url, applicationName: 'test', max: 1 });
  try {
    return [...(await pool.sql.unsafe(query))] as T[];
  } finally {
    await pool.close();
  }
}

async function stateOf(url: string) {
  const pool = openPool({ url, applicationName: 'test', max: 1 });
  try {
    return await schemaState(pool);
  } finally {
    await pool.close();
  }
}

/** A database without anything in it, for the running test alone. */
async function useEmptyDatabase(): Promise<string> {
  const owner = inject('ownerUrl');
  const name = `empty_${Date.now().toString(36)}`;
  await ask(owner, `CREATE DATABASE ${name}`);
  onTestFinished(() => ask(owner, `DROP DATABASE ${name} WITH (FORCE)`).then(() => {}));
  return urlOf(owner, name);
}

/** All that a migration could have made twice or differently. */
const CATALOGUE = `
  SELECT format('%s %s.%s', c.relkind, n.nspname, c.relname) AS thing
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'pgboss')
  UNION ALL
  SELECT format('function %s.%s', n.nspname, p.proname)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('public', 'pgboss')
  UNION ALL SELECT format('migration %s', hash) FROM schema_migrations
  UNION ALL SELECT format('queue %s', name) FROM pgboss.queue
  UNION ALL SELECT format('policy %s', version) FROM policies
  ORDER BY 1`;

describe('the migrations', () => {
  it('say what the schema files say: drizzle-kit finds nothing to add', async () => {
    const copy = await useFolder();
    mkdirSync(join(copy, 'src'));
    for (const path of [
      'db',
      'drizzle.config.ts',
      'package.json',
      'tsconfig.json',
      'src/model',
      'src/errors.ts',
    ]) {
      cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const before = readdirSync(join(copy, 'db/migrations'));
    const kit = join(copy, 'node_modules/drizzle-kit/bin.cjs');
    const { stdout } = await promisify(execFile)(process.execPath, [kit, 'generate'], { cwd: copy });
    expect(stdout).toContain('No schema changes, nothing to migrate');
    expect(readdirSync(join(copy, 'db/migrations'))).toEqual(before);
  });

  it('run twice change nothing', async () => {
    const url = await useEmptyDatabase();
    expect(await stateOf(url)).toBe('empty');
    await migrateDatabase(url);
    const once = await ask(url, CATALOGUE);
    expect(once.length).toBeGreaterThan(50);
    await migrateDatabase(url);
    expect(await ask(url, CATALOGUE)).toEqual(once);
    expect(await stateOf(url)).toBe('current');
  });

  it('run by several at once are run once', async () => {
    const url = await useEmptyDatabase();
    await Promise.all([1, 2, 3].map(() => migrateDatabase(url)));
    const template = (await useTestDatabase()).ownerUrl;
    expect(await ask(url, CATALOGUE)).toEqual(await ask(template, CATALOGUE));
  });

  it('that were cut off before the end count as not run', async () => {
    const url = await useEmptyDatabase();
    const owner = openDatabase(url, 'test', 2);
    onTestFinished(() => owner.close());
    const { migrateJobs } = await import('../../../src/pipeline/jobs.ts');
    await migrateJobs(owner);
    expect(await stateOf(url)).toBe('empty');
    await migrateDatabase(url);
    expect(await stateOf(url)).toBe('current');
  });

  it('bring the default policy', async () => {
    const { appUrl } = await useTestDatabase();
    const rows = await ask(appUrl, 'SELECT version, terms, approved_by FROM policies');
    expect(rows).toEqual([{ version: DEFAULT_POLICY.version, terms: DEFAULT_POLICY, approved_by: 'system' }]);
  });

  it('let the service work the job queues without owning them', async () => {
    const { appUrl } = await useTestDatabase();
    const queues = await ask<{ name: string }>(appUrl, 'SELECT name FROM pgboss.queue ORDER BY 1');
    const names = queues.map(({ name }) => name).filter((name) => !name.startsWith('__'));
    expect(names).toEqual([
      'ask-again',
      'decide-release',
      'finish-list',
      'given-up',
      'rederive-list',
      'sweep',
      'verify-chunk',
    ]);
    await expect(ask(appUrl, 'DROP TABLE pgboss.job')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a database of DATABASE_URL with another schema', () => {
  it.each([
    ['older', 'DELETE FROM schema_migrations WHERE id = (SELECT max(id) FROM schema_migrations)', 'Run: npm'],
    ['newer', "INSERT INTO schema_migrations (hash, created_at) VALUES ('later', 9999999999999)", 'upgrade'],
  ])('is refused when it is %s', async (state, change, advice) => {
    const { ownerUrl } = await useTestDatabase();
    await ask(ownerUrl, change);
    expect(await stateOf(ownerUrl)).toBe(state);
    const home = join(await useFolder(), 'home');
    const environment = { DATABASE_URL: ownerUrl, SLUICE_HOME: home };
    const run = await runSluice(['keys', 'list'], { environment });
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(new RegExp(`^sluice: schema-mismatch: .*${advice}`));
    expect(await stateOf(ownerUrl)).toBe(state);
  });

  it('is not migrated by `migrate` when it is newer, and left as it is', async () => {
    const { ownerUrl } = await useTestDatabase();
    await ask(ownerUrl, "INSERT INTO schema_migrations (hash, created_at) VALUES ('later', 9999999999999)");
    const before = await ask(ownerUrl, CATALOGUE);
    const home = join(await useFolder(), 'home');
    await runSluice(['migrate'], { environment: { DATABASE_URL: ownerUrl, SLUICE_HOME: home } });
    expect(await ask(ownerUrl, CATALOGUE)).toEqual(before);
  });

  it('is migrated when it is empty', async () => {
    const url = await useEmptyDatabase();
    const home = join(await useFolder(), 'home');
    const run = await runSluice(['keys', 'list'], { environment: { DATABASE_URL: url, SLUICE_HOME: home } });
    expect(run).toMatchObject({ code: 0, stdout: '' });
    // The one thing said is where the new key lies.
    expect(
      run.stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([expect.objectContaining({ key_file: `${home}-keys.json` })]);
    expect(await stateOf(url)).toBe('current');
  });
});
