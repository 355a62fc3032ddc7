// Whoever takes the home, the own database's files and a dump of it has no key: the key file lies beside.
import { execFile } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { acquireLocalPostgres } from '../../../db/local-postgres.ts';
import { createClient } from '../../../src/client/client.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { openKeyFile } from '../../../src/vault/key-file.ts';
import { type DumpedTable, dumpTables } from '../../support/database-dump.ts';
import { makeHome, placeOf } from '../../support/homes.ts';
import { SMALL_ZONE } from '../../support/installation.ts';
import { keyPatterns } from '../../support/key-patterns.ts';
import { findLeaks, type LeakPattern } from '../../support/leak-scan.ts';
import { makeKey, releaseOf, startService } from '../../support/service.ts';
import { runSluice } from '../cli/run-sluice.ts';

/** Between two values of a dump. */
const GAP = Buffer.from('\n');
const TAR_MAX_BYTES = 256 * 1024 * 1024;

let folder: string;
let home: string;
let removeHome: () => Promise<void>;
let keyFile: string;
let patterns: LeakPattern[];
const tables: DumpedTable[] = [];

/** A list, a suppression, a consent and a release, with a rotation in between; then all is stopped. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-apart-'));
  ({ home, remove: removeHome } = await makeHome());
  keyFile = `${home}-keys.json`;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const dns = await startZoneServer(file('zone.txt', SMALL_ZONE));
  const environment = { SLUICE_HOME: home, SLUICE_DNS: dns.dns, SLUICE_LOG_LEVEL: 'error' };
  const service = await startService(environment);
  try {
    const consent = 'can_spam_affirmative,2026-01-05,web_form';
    const header = 'address,kind,signed_at,capture_point';
    const consents = file('c.csv', `${header}\nann@gmail.com,${consent}\nbob@gmail.com,${consent}\n`);
    const suppressions = file('s.csv', 'address,reason\nbob@gmail.com,unsubscribe\n');
    const key = await makeKey(environment);
    const client = createClient({ url: service.url, key });
    await client.import('consents', consents);
    await client.import('suppressions', suppressions);
    expect((await runSluice(['keyring', 'rotate', '--now'], { environment })).code).toBe(0);
    const list = file('list.csv', 'id,email\n1,ann@gmail.com\n2,bob@gmail.com\n');
    const released = await releaseOf(service.url, key, list);
    expect(released).toBe('row,address\r\n1,ann@gmail.com\r\n');
    const server = await acquireLocalPostgres({ home });
    const owner = openPool({ url: server.ownerUrl, applicationName: 'dump', max: 1 });
    for await (const table of dumpTables(owner)) tables.push(table);
    await owner.close();
    await server.release();
  } finally {
    await service.stop();
    await dns.stop();
  }
  const ring = await openKeyFile(keyFile);
  if (ring === null) throw new Error('There is no key file.');
  patterns = keyPatterns(ring);
}, 120_000);
afterAll(async () => {
  await removeHome();
  await rm(folder, { recursive: true, force: true });
});

async function tarOf(path: string): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: TAR_MAX_BYTES } as const;
  const run = promisify(execFile);
  return (await run('tar', ['-cf', '-', '-C', dirname(path), basename(path)], options)).stdout;
}

/** Modes of a folder and all that is in it, of which others have something. */
function openToOthers(path: string): string[] {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return [path, ...entries.map((entry) => join(entry.parentPath, entry.name))].filter(
    (name) => (statSync(name).mode & 0o077) !== 0,
  );
}

describe('T11 · a copy of the data takes the key along', () => {
  it('the key file lies beside the home, and is the owner’s alone', () => {
    expect(statSync(keyFile).mode & 0o7777).toBe(0o600);
    expect(readdirSync(dirname(home)).sort()).toEqual([basename(home), basename(keyFile)].sort());
    expect(patterns.filter(({ name }) => /^lists key \S+ raw$/.test(name))).toHaveLength(2);
  });

  it('its bytes are told where they stand', async () => {
    expect(findLeaks(await tarOf(keyFile), patterns).length).toBeGreaterThanOrEqual(7);
  });

  it('an archive of the home has no key, and others may not look into it', async () => {
    const archive = await tarOf(home);
    expect(archive.length).toBeGreaterThan(0);
    expect(findLeaks(archive, patterns)).toEqual([]);
    expect(statSync(home).mode & 0o7777).toBe(0o700);
    expect(openToOthers(home)).toEqual([]);
  });

  it('nor has an archive of the database’s files, with its write-ahead log', async () => {
    const { root, data } = await placeOf(home);
    const archive = await tarOf(root);
    expect(archive.includes('pg_wal')).toBe(true);
    expect(findLeaks(archive, patterns)).toEqual([]);
    expect(statSync(data).mode & 0o7777).toBe(0o700);
  });

  it('nor has a dump of all tables, which hold what was done', () => {
    const rows = new Map(tables.map(({ name, rows }) => [name, rows]));
    for (const name of ['lists', 'data_keys', 'key_check', 'suppressions', 'consents', 'releases']) {
      expect(rows.get(`public.${name}`)).toBeGreaterThan(0);
    }
    const dump = Buffer.concat(tables.flatMap(({ values }) => values.flatMap((value) => [value, GAP])));
    expect(findLeaks(dump, patterns)).toEqual([]);
  });
});
