// A marked person goes the whole way through a service, and is afterwards nowhere to be read.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { acquireLocalPostgres, type LocalPostgres } from '../../../db/local-postgres.ts';
import { createClient } from '../../../src/client/client.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { migrateDatabase } from '../../../src/installation.ts';
import { dumpTables } from '../../support/database-dump.ts';
import { makeHome, placeOf } from '../../support/homes.ts';
import { findLeaks, type LeakPattern, leakPatterns } from '../../support/leak-scan.ts';
import { type RecordingProxy, startRecordingProxy } from '../../support/recording-proxy.ts';
import { makeKey, type Service, startService } from '../../support/service.ts';
import { runSluice } from '../cli/run-sluice.ts';
import {
  CELL,
  COLUMN_NAME,
  CRITERIA,
  CSV,
  FILE_NAME,
  LIST_NAME,
  MARKERS,
  PERSON,
  WORKBOOK,
  ZONE,
} from './marked-people.ts';
import { REFUSED } from './refused-requests.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PATTERNS = MARKERS.flatMap(leakPatterns);

let folder: string;
let home: string;
let removeHome: () => Promise<void>;
let server: LocalPostgres;
let proxy: RecordingProxy;
let dns: { dns: string; stop(): Promise<void> };
let environment: Record<string, string>;
let service: Service;
let key: string;
/** Everything that was kept anywhere, by where. */
const kept = new Map<string, Buffer>();

const file = (name: string) => join(folder, name);
const call = (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string> | undefined) };
  return fetch(`${service.url}${path}`, { ...init, headers });
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-canary-'));
  ({ home, remove: removeHome } = await makeHome());
  server = await acquireLocalPostgres({ home });
  await migrateDatabase(server.ownerUrl);
  proxy = await startRecordingProxy(server.appUrl);
  await writeFile(file('zone.txt'), ZONE);
  dns = await startZoneServer(file('zone.txt'));
  mkdirSync(file('tmp'));
  environment = {
    DATABASE_URL: proxy.url,
    SLUICE_HOME: file('home'),
    SLUICE_KEY_FILE: file('keys.json'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'trace',
    TMPDIR: file('tmp'),
  };
  service = await startService(environment);
  key = await makeKey(environment);
});
afterAll(async () => {
  await service.stop();
  await proxy.close();
  await dns.stop();
  await server.release();
  await removeHome();
  await rm(folder, { recursive: true, force: true });
});

async function upload(bytes: string | Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const form = new FormData();
  form.set('name', LIST_NAME);
  form.set('source', 'web_form');
  form.set('file', new Blob([bytes]), name);
  const { id } = (await (await call('/v1/lists', { method: 'POST', body: form })).json()) as { id: string };
  const list = await createClient({ url: service.url, key }).waitForList(id);
  expect(list).toMatchObject({ status: 'completed', name: LIST_NAME });
  return id;
}

async function postAll(calls: readonly [string, string, string][]): Promise<void> {
  for (const [path, type, body] of calls) {
    const answer = await call(path, { method: 'POST', body, headers: { 'content-type': type } });
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  }
}

it('the marked person goes through every door, and comes back where it should', async () => {
  const [csv, xlsx] = [await upload(CSV, FILE_NAME), await upload(Uint8Array.from(WORKBOOK), 'list.xlsx')];
  const results = await (await call(`/v1/lists/${csv}/results`)).text();
  expect(results).toContain(`1,${PERSON},${CELL},deliverable,ok`);
  expect(results).toContain(`id,email,${COLUMN_NAME},sluice_verdict`);
  expect(await (await call(`/v1/lists/${xlsx}/results?format=json`)).text()).toContain(PERSON);
  const torn = await upload(`id,email\r\n1,"${PERSON}\r\n`, FILE_NAME);
  const problems = await (await call(`/v1/lists/${torn}/problems`)).text();
  expect(problems).toContain('"row":1');
  kept.set('problems', Buffer.from(problems));
  const day = '2026-01-05';
  await postAll([
    ['/v1/validate', 'application/json', JSON.stringify({ address: PERSON })],
    [
      '/v1/consents',
      'application/json',
      JSON.stringify({
        address: PERSON,
        kind: 'can_spam_affirmative',
        signed_at: day,
        capture_point: 'web_form',
      }),
    ],
    [
      '/v1/consents/import',
      'text/csv',
      `address,kind,signed_at,capture_point,purposes\r\n${PERSON},can_spam_affirmative,${day},web_form,own_services\r\n`,
    ],
    ['/v1/contacts/import', 'text/csv', `address,residence_state,residence_country\r\n${PERSON},NY,US\r\n`],
    ['/v1/consents/search', 'application/json', JSON.stringify({ address: PERSON })],
  ]);
  const client = createClient({ url: service.url, key });
  const sender = await client.createSender({ name: 'News', domain: 'news.example', stream: 'marketing' });
  const request = {
    list: csv,
    sender: sender.id,
    content: 'own_service',
    phi_basis: 'none',
    remuneration: false,
    source: 'web_form',
    criteria: CRITERIA,
    category: CRITERIA,
    trigger: { type: CRITERIA, ref: PERSON },
    columns: [COLUMN_NAME],
  } as const;
  const released = await client.waitForRelease((await client.createRelease(request)).id);
  expect(released).toMatchObject({ status: 'ready', counts: { released: 1 } });
  const answer = await (await call(`/v1/releases/${released.id}/file`)).text();
  expect(answer).toContain(`1,${PERSON},${CELL}`);
  kept.set('manifest', Buffer.from(await client.releaseManifest(released.id)));
  await postAll([
    ['/v1/suppressions', 'application/json', JSON.stringify({ address: PERSON, reason: 'unsubscribe' })],
    ['/v1/suppressions/import', 'text/csv', `address,reason\r\n${PERSON},hard_bounce\r\n`],
    ['/v1/suppressions/import', 'text/csv', `domain,reason\r\n${PERSON.split('@')[1]},unsubscribe\r\n`],
    ['/v1/suppressions/search', 'application/json', JSON.stringify({ address: PERSON })],
  ]);
  const excluded = await client.waitForRelease((await client.createRelease(request)).id);
  expect(excluded).toMatchObject({ status: 'ready', counts: { released: 0 } });
  expect((await call(`/v1/releases/${released.id}/file`)).status).toBe(409);
  kept.set('metrics', Buffer.from(await (await call('/metrics')).text()));
});

describe('a request that is refused', () => {
  it.each(REFUSED)('does not quote %s', async (_, path, init) => {
    const answer = await call(path, init).catch(() => null);
    // The client itself refuses some methods and headers.
    if (answer === null) return;
    const body = await answer.text();
    const isImport = path.endsWith('/import');
    expect(answer.status).toBeGreaterThanOrEqual(isImport ? 200 : 400);
    expect(answer.status).toBeLessThan(500);
    if (isImport && answer.ok) expect(JSON.parse(body)).toMatchObject({ accepted: 0 });
    const said = `${[...answer.headers].join('\n')}\n${body}`;
    expect(findLeaks(Buffer.from(said), PATTERNS)).toEqual([]);
  });
});

it('commands that fail do not quote what was in their files', async () => {
  await writeFile(
    file('bad.csv'),
    `address,reason\r\n${PERSON},${PERSON}\r\n${CELL},unsubscribe\r\n"${PERSON}`,
  );
  const run = await runSluice(['import', 'suppressions', file('bad.csv')], { environment });
  expect(run.code).toBeGreaterThan(0);
  expect(findLeaks(Buffer.from(run.stdout + run.stderr), PATTERNS)).toEqual([]);
});

it('npm keeps no log of an address on the command line', async () => {
  const npm = { PATH: process.env['PATH'] ?? '', HOME: folder, npm_config_cache: file('npm') };
  const args = ['run', '-s', 'sluice', '--', 'check', '--no-dns', PERSON];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, env: npm });
  expect(stdout).toContain(PERSON);
  expect(leaksIn(file('npm'))).toEqual([]);
});

/** Leaks in the files of a folder, by file. */
function leaksIn(path: string, patterns: readonly LeakPattern[] = PATTERNS): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const name = join(entry.parentPath, entry.name);
      return findLeaks(readFileSync(name), patterns).map((leak) => `${name}: ${leak}`);
    });
}

/** Each key of the ring as it may be written. */
function keyPatterns(): LeakPattern[] {
  const ring = JSON.parse(readFileSync(file('keys.json'), 'utf8')) as Record<string, unknown>;
  const keys = Object.values(ring)
    .filter((entries): entries is { key: string }[] => Array.isArray(entries))
    .flat()
    .map(({ key: text }) => Buffer.from(text, 'base64url'));
  expect(keys.length).toBeGreaterThan(5);
  return keys.flatMap((raw) =>
    [raw, ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(raw.toString(form)))].map(
      (bytes) => ({ name: 'a key', bytes, anyCase: false }),
    ),
  );
}

describe('afterwards the marked texts are not', () => {
  it('in any table', async () => {
    const owner = openPool({ url: server.ownerUrl, applicationName: 'dump', max: 1 });
    const leaks: string[] = [];
    const rows: Record<string, number> = {};
    for await (const table of dumpTables(owner)) {
      rows[table.name] = table.rows;
      leaks.push(...findLeaks(table.bytes, PATTERNS).map((leak) => `${table.name}: ${leak}`));
    }
    await owner.close();
    expect(leaks).toEqual([]);
    for (const filled of [
      'lists',
      'list_chunks',
      'suppressions',
      'consents',
      'contacts',
      'domains',
      'releases',
    ]) {
      expect(rows[`public.${filled}`]).toBeGreaterThan(0);
    }
    expect(rows['public.audit_events']).toBeGreaterThan(10);
    expect(Object.keys(rows).some((name) => name.startsWith('pgboss.job'))).toBe(true);
  });

  it('in anything that was said to the database, or by it', () => {
    const said = proxy.record();
    expect(said.includes('insert into "suppressions"')).toBe(true);
    expect(findLeaks(said, PATTERNS)).toEqual([]);
  });

  it('in the log of the service and its worker', async () => {
    const code = await service.stop();
    expect(code).toBe(0);
    const log = service.log();
    expect(log).toContain('"msg":"release decided"');
    expect(log).toContain('"msg":"request"');
    expect(findLeaks(Buffer.from(log), PATTERNS)).toEqual([]);
  });

  it('in the problems of a list, the manifest or the metrics', () => {
    expect([...kept.keys()]).toEqual(['problems', 'manifest', 'metrics']);
    for (const bytes of kept.values()) expect(findLeaks(bytes, PATTERNS)).toEqual([]);
  });

  it('in the folders of the service and its temporary files', () => {
    expect(leaksIn(file('home'))).toEqual([]);
    expect(leaksIn(file('tmp'))).toEqual([]);
    expect(findLeaks(readFileSync(file('keys.json')), PATTERNS)).toEqual([]);
  });

  it('in any file of PostgreSQL: tables, write-ahead log, statistics, its own log', async () => {
    const { root, data } = await placeOf(home);
    await server.release();
    expect(readdirSync(join(data, 'pg_wal')).length).toBeGreaterThan(0);
    expect(leaksIn(root)).toEqual([]);
    // Whoever has the data has no key to it.
    expect(leaksIn(root, keyPatterns())).toEqual([]);
    expect(leaksIn(file('home'), keyPatterns())).toEqual([]);
  });
});
