// A marked person goes the whole way through a service, and is afterwards nowhere to be read.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/client/client.ts';
import { REJECTIONS } from '../../../src/intake/imports/rejection.ts';
import { ROW_PROBLEMS } from '../../../src/model/list.ts';
import { findLeaks, type LeakPattern, leakPatterns } from '../../support/leak-scan.ts';
import { leaksInFiles, leaksOf } from '../../support/traces.ts';
import { runSluice } from '../cli/run-sluice.ts';
import { type CanaryService, startCanaryService } from './canary-service.ts';
import { startListWhoseWorkerDies } from './dying-worker.ts';
import { FORGED, FORGING_REQUESTS, sendBytes } from './forged-lines.ts';
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
} from './marked-people.ts';
import { REJECTED_LINES, TROUBLED_ROWS } from './refused-lines.ts';
import { REFUSED } from './refused-requests.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PATTERNS = MARKERS.flatMap(leakPatterns);
const leaksIn = (text: string) => findLeaks(Buffer.from(text), PATTERNS);

let canary: CanaryService;
let dying: string;
/** Everything that was kept anywhere else, by where. */
const kept = new Map<string, string>();
beforeAll(async () => {
  canary = await startCanaryService();
});
afterAll(() => canary.stop());

const clientOf = () => createClient({ url: canary.service.url, key: canary.key });

async function upload(bytes: string | Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const form = new FormData();
  form.set('name', LIST_NAME);
  form.set('source', 'web_form');
  form.set('file', new Blob([bytes]), name);
  const answer = await canary.call('/v1/lists', { method: 'POST', body: form });
  const { id } = (await answer.json()) as { id: string };
  const list = await clientOf().waitForList(id);
  expect(list).toMatchObject({ status: 'completed', name: LIST_NAME });
  return id;
}

async function postAll(calls: readonly [string, string, string][]): Promise<void> {
  for (const [path, type, body] of calls) {
    const answer = await canary.call(path, { method: 'POST', body, headers: { 'content-type': type } });
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  }
}

const resultsOf = async (list: string, query = '') =>
  (await canary.call(`/v1/lists/${list}/results${query}`)).text();

async function permit(): Promise<void> {
  const signed = { kind: 'can_spam_affirmative', signed_at: '2026-01-05', capture_point: 'web_form' };
  const columns = ['address', ...Object.keys(signed), 'purposes'];
  const line = [PERSON, ...Object.values(signed), 'own_services'];
  await postAll([
    ['/v1/validate', 'application/json', JSON.stringify({ address: PERSON })],
    ['/v1/consents', 'application/json', JSON.stringify({ address: PERSON, ...signed })],
    ['/v1/consents/import', 'text/csv', `${columns.join(',')}\r\n${line.join(',')}\r\n`],
    ['/v1/contacts/import', 'text/csv', `address,residence_state,residence_country\r\n${PERSON},NY,US\r\n`],
    ['/v1/consents/search', 'application/json', JSON.stringify({ address: PERSON })],
  ]);
}

async function suppress(): Promise<void> {
  await postAll([
    ['/v1/suppressions', 'application/json', JSON.stringify({ address: PERSON, reason: 'unsubscribe' })],
    ['/v1/suppressions/import', 'text/csv', `address,reason\r\n${PERSON},hard_bounce\r\n`],
    ['/v1/suppressions/import', 'text/csv', `domain,reason\r\n${PERSON.split('@')[1]},unsubscribe\r\n`],
    ['/v1/suppressions/search', 'application/json', JSON.stringify({ address: PERSON })],
  ]);
}

it('the marked person goes through every door, and comes back where it should', async () => {
  const [csv, xlsx] = [await upload(CSV, FILE_NAME), await upload(Uint8Array.from(WORKBOOK), 'list.xlsx')];
  const results = await resultsOf(csv);
  expect(results).toContain(`1,${PERSON},${CELL},deliverable,ok`);
  expect(results).toContain(`id,email,${COLUMN_NAME},sluice_verdict`);
  expect(await resultsOf(xlsx, '?format=json')).toContain(PERSON);
  await permit();
  const client = clientOf();
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
  const answer = await (await canary.call(`/v1/releases/${released.id}/file`)).text();
  expect(answer).toContain(`1,${PERSON},${CELL}`);
  kept.set('manifest', await client.releaseManifest(released.id));
  await suppress();
  const excluded = await client.waitForRelease((await client.createRelease(request)).id);
  expect(excluded).toMatchObject({ status: 'ready', counts: { released: 0 } });
  expect((await canary.call(`/v1/releases/${released.id}/file`)).status).toBe(409);
});

it('a worker is killed with the marked person in its hands', async () => {
  dying = await startListWhoseWorkerDies(canary);
});

it('rows have every problem that rows can have', async () => {
  const list = await upload(TROUBLED_ROWS, FILE_NAME);
  const problems = await (await canary.call(`/v1/lists/${list}/problems`)).text();
  // A row that takes too long to parse takes too long for a test.
  for (const problem of ROW_PROBLEMS.filter((name) => name !== 'parse-timeout'))
    expect(problems).toContain(problem);
  kept.set('problems', problems);
});

it('lines of imports are rejected for every reason there is', async () => {
  const codes = new Set<string>();
  for (const [kind, text] of Object.entries(REJECTED_LINES)) {
    const headers = { 'content-type': 'text/csv' };
    const answer = await canary.call(`/v1/${kind}/import`, { method: 'POST', body: text, headers });
    const report = (await answer.json()) as { accepted: number; rejected: { code: string }[] };
    expect(report).toMatchObject({ accepted: 0 });
    for (const { code } of report.rejected) codes.add(code);
    kept.set(`report of ${kind}`, JSON.stringify(report));
  }
  expect([...codes].sort()).toEqual(Object.keys(REJECTIONS).sort());
});

describe('T6 · a foreign error carries the address out: requests that are refused', () => {
  const codes = new Set<string>();

  it.each(REFUSED)('nothing repeats %s', async (_, path, init) => {
    const answer = await canary.call(path, init).catch(() => null);
    // The client itself refuses some methods and headers.
    if (answer === null) return;
    const body = await answer.text();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    if (body !== '') codes.add((JSON.parse(body) as { code: string }).code);
    expect(leaksIn(`${[...answer.headers].join('\n')}\n${body}`)).toEqual([]);
  });

  it('is shown for each code that one request can have', () => {
    expect([...codes].sort()).toEqual(
      [
        'body-too-large',
        'columns-missing',
        'header-too-long',
        'invalid-json',
        'invalid-value',
        'key-in-url',
        'key-invalid',
        'key-missing',
        'media-unsupported',
        'multipart-invalid',
        'no-address-column',
        'not-a-text-file',
        'not-found',
        'row-too-long',
        'too-many-columns',
        'workbook-encrypted',
        'workbook-invalid',
      ].sort(),
    );
  });
});

describe('T31 · a caller writes the log: it is tried', () => {
  it.each(FORGING_REQUESTS)('with %s', async (_, bytes) => {
    const answer = await sendBytes(canary.service.url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    const [, id] = /^x-request-id: (.*)$/im.exec(answer) ?? [];
    if (id !== undefined) expect(id.trim()).toMatch(/^[A-Za-z0-9-]{1,64}$/);
    expect(leaksIn(answer)).toEqual([]);
  });
});

it('commands that fail do not quote what was in their files', async () => {
  await writeFile(
    canary.file('bad.csv'),
    `address,reason\r\n${PERSON},${PERSON}\r\n${CELL},unsubscribe\r\n"${PERSON}`,
  );
  const { environment } = canary;
  const run = await runSluice(['import', 'suppressions', canary.file('bad.csv')], { environment });
  expect(run.code).toBeGreaterThan(0);
  expect(leaksIn(run.stdout + run.stderr)).toEqual([]);
});

describe('T24 · the command line leaks by itself: npm', () => {
  it('keeps no log of an address among the arguments', async () => {
    // npm keeps compiled code of its own in $TMPDIR.
    const [HOME, TMPDIR] = ['user', 'npm-tmp'].map(canary.file);
    const npm = { PATH: process.env['PATH'], HOME, TMPDIR };
    const args = ['run', '-s', 'sluice', '--', 'check', '--no-dns', PERSON];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, env: npm });
    expect(stdout).toContain(PERSON);
    for (const name of ['user', 'npm-tmp']) expect(leaksInFiles(canary.file(name), PATTERNS)).toEqual([]);
  });
});

/** Each key of the ring as it may be written. */
function keyPatterns(): LeakPattern[] {
  const ring = JSON.parse(readFileSync(canary.file('keys.json'), 'utf8')) as Record<string, unknown>;
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

describe('T5 · a leak that a plain search cannot see: afterwards the marked texts are not', () => {
  it('needed any more: the list whose worker died is complete', async () => {
    expect(await clientOf().waitForList(dying)).toMatchObject({ status: 'completed' });
    expect(await resultsOf(dying)).toContain(PERSON);
    expect(canary.service.log()).toContain('worker process ended; starting another');
    kept.set('metrics', await (await canary.call('/metrics')).text());
  });

  it('in any table, any line of the log, any file of the service or npm, and no file was made in $TMPDIR', async () => {
    expect(await canary.service.stop()).toBe(0);
    const log = canary.service.log();
    for (const said of ['release decided', 'request', 'chunk verified'])
      expect(log).toContain(`"msg":"${said}"`);
    expect(await leaksOf(canary.traces, PATTERNS)).toEqual([]);
  });

  it('in anything that was said to the database, or by it', () => {
    const said = canary.proxy.record();
    expect(said.includes('insert into "suppressions"')).toBe(true);
    expect(findLeaks(said, PATTERNS)).toEqual([]);
  });

  it('in problems, reports, the manifest, the metrics or the file of the keys', () => {
    expect(kept.size).toBe(3 + Object.keys(REJECTED_LINES).length);
    for (const text of kept.values()) expect(leaksIn(text)).toEqual([]);
    expect(leaksIn(readFileSync(canary.file('keys.json'), 'utf8'))).toEqual([]);
  });

  it('in any file of PostgreSQL: tables, write-ahead log, statistics, and a log of every statement', async () => {
    await canary.server.release();
    const log = readFileSync(join(canary.root, 'postgres.log'), 'utf8');
    expect(log).toMatch(/execute \S+: insert into "suppressions"/i);
    expect(log).toMatch(/parameters: \$1 = '/i);
    expect(readdirSync(join(canary.root, 'data', 'pg_wal')).length).toBeGreaterThan(0);
    // Whoever has the data has no key to it either.
    expect(leaksInFiles(canary.root, [...PATTERNS, ...keyPatterns()])).toEqual([]);
    expect(leaksInFiles(canary.file('home'), keyPatterns())).toEqual([]);
  }, 180_000);
});

describe('T31 · a caller writes the log: afterwards', () => {
  const FIELDS = [
    ...['level', 'time', 'msg', 'request_id', 'method', 'route', 'status', 'ms', 'key', 'code', 'frames'],
    ...[
      'job',
      'list',
      'release',
      'chunk',
      'rows',
      'domains',
      'port',
      'host',
      'role',
      'signal',
      'count',
      'key_file',
    ],
  ];

  it('each line that the service wrote is JSON with the listed fields alone', () => {
    const lines = canary.service.log().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(REFUSED.length);
    const fields = lines.flatMap((line) => Object.keys(JSON.parse(line) as object));
    expect([...new Set(fields)].filter((name) => !FIELDS.includes(name))).toEqual([]);
    expect(lines.join('\n')).not.toContain(FORGED);
  });
});
