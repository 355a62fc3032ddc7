// A build that leaks is caught: each is a copy of this one with a line changed, and the same scan sees it.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { type Change, makeChangedBuild } from '../../support/changed-build.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/installation.ts';
import { leakPatterns } from '../../support/leak-scan.ts';
import { makeKey, startService } from '../../support/service.ts';
import { leaksOf, type Traces } from '../../support/traces.ts';
import { watchFolder } from '../../support/watched-folder.ts';
import { startSluice } from '../cli/run-sluice.ts';
import { CSV, LIST_NAME, MARKERS, PERSON, ZONE } from './marked-people.ts';

const PATTERNS = MARKERS.flatMap(leakPatterns);

let folder: string;
let dns: { dns: string; stop(): Promise<void> };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-leaking-'));
  await writeFile(join(folder, 'zone.txt'), ZONE);
  dns = await startZoneServer(join(folder, 'zone.txt'));
});
afterAll(async () => {
  await dns.stop();
  await rm(folder, { recursive: true, force: true });
});

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const startBuild = (environment: Readonly<Record<string, string>>, entry: string) =>
  startService(environment, (args, options) => startSluice(args, { ...options, entry }));

/** Asks a service for one address and gives it one list; `use` looks at what it leaves behind. */
async function runBuild(changes: readonly Change[], use: (traces: Traces) => Promise<void>): Promise<void> {
  const own = await mkdtemp(join(folder, 'build-'));
  mkdirSync(join(own, 'tmp'));
  const temporary = watchFolder(join(own, 'tmp'));
  const environment = {
    DATABASE_URL: database.appUrl,
    SLUICE_HOME: join(own, 'home'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'trace',
    TMPDIR: temporary.path,
  };
  const service = await startBuild(environment, await makeChangedBuild(join(own, 'build'), changes));
  const authorization = `Bearer ${await makeKey(environment)}`;
  try {
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ address: PERSON });
    await fetch(`${service.url}/v1/validate`, { method: 'POST', body, headers });
    const form = new FormData();
    for (const [name, value] of Object.entries({ name: LIST_NAME, source: 'web_form' }))
      form.set(name, value);
    form.set('file', new Blob([CSV]), 'list.csv');
    await fetch(`${service.url}/v1/lists`, { method: 'POST', body: form, headers: { authorization } });
    await use({ ownerUrl: database.ownerUrl, log: service.log, folders: [join(own, 'home')], temporary });
  } finally {
    await service.stop();
    temporary.close();
  }
}

/** What it is, where it shows, and what is changed for it. */
const LEAKING_BUILDS: [string, RegExp, readonly Change[]][] = [
  [
    'stores a chunk compressed and padded, but not sealed',
    /^public\.list_chunks: .+ in zstd$/,
    [
      {
        file: 'src/vault/chunk.ts',
        from: 'return seal(dataKey, chunkIdentity(place), pad(await compress(rows)));',
        to: 'return Buffer.from(pad(await compress(rows)));',
      },
    ],
  ],
  [
    'writes an address into a line of the log',
    /^log: .+ as text$/,
    [
      {
        file: 'src/http/routes/validate.ts',
        from: 'return context.json(',
        to: 'services.log.info(body.address);\n    return context.json(',
      },
    ],
  ],
  [
    'lets the message of an exception into what a job leaves',
    /^pgboss\.job_common: .+ as text$/,
    [
      {
        file: 'src/pipeline/verify-chunk.ts',
        from: "const names = read.domains === ''",
        to: "if (read.domains) throw new Error(read.domains);\n  const names = read.domains === ''",
      },
      {
        file: 'src/pipeline/jobs.ts',
        from: 'output: { code } };',
        to: 'output: { code, said: String(thrown) } };',
      },
    ],
  ],
  [
    'keeps the rows in a temporary file for a moment',
    /^temporary file: rows\.csv$/,
    [
      {
        file: 'src/vault/chunk.ts',
        from: '  assertFits(rows);\n  return seal(dataKey, chunkIdentity(place), pad(await',
        to: [
          "  const { unlinkSync, writeFileSync } = await import('node:fs');",
          "  writeFileSync(process.env['TMPDIR'] + '/rows.csv', rows);",
          "  unlinkSync(process.env['TMPDIR'] + '/rows.csv');",
          '  return seal(dataKey, chunkIdentity(place), pad(await',
        ].join('\n'),
      },
    ],
  ],
];

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** What else a build might write, put there by hand, and where it shows. */
const WRITTEN: [RegExp, (pool: Pool) => PromiseLike<unknown>][] = [
  [
    /^public\.list_chunks: .+ as sha256$/,
    ({ sql }) => sql`UPDATE list_chunks SET address_keys = ${sha256(PERSON.toLowerCase())}`,
  ],
  [
    /^public\.list_chunks: .+ as UTF-16LE in deflate$/,
    ({ sql }) => sql`UPDATE list_chunks SET sealed = ${deflateRawSync(Buffer.from(CSV, 'utf16le'))}`,
  ],
  [/^public\.lists: .+ as text$/, ({ sql }) => sql`UPDATE lists SET sealed_name = ${Buffer.from(LIST_NAME)}`],
  [
    /^public\.domains: .+ as text$/,
    ({ sql }) => sql`UPDATE domains SET provider_name = ${PERSON.split('@')[1] ?? ''}`,
  ],
  [
    /^public\.audit_events: .+ as base64$/,
    ({ sql }) => sql`
      INSERT INTO audit_events (actor, act, details)
      VALUES ('key:x', 'list.read', ${Buffer.from(PERSON).toString('base64')})`,
  ],
];

describe('T5 · a leak that a plain search cannot see: a build that', () => {
  it('is as it should be leaves no trace, and what is then written into its tables is seen', async () => {
    await runBuild([], async (traces) => {
      await until(async () => (traces.log().includes('list completed') ? true : null));
      expect(await leaksOf(traces, PATTERNS)).toEqual([]);
      const owner = openPool({ url: traces.ownerUrl, applicationName: 'test', max: 1 });
      for (const [, write] of WRITTEN) await write(owner);
      await owner.close();
      const leaks = await leaksOf(traces, PATTERNS);
      for (const [where] of WRITTEN) expect(leaks).toContainEqual(expect.stringMatching(where));
    });
  });

  it.each(LEAKING_BUILDS)('%s is seen', async (_, where, changes) => {
    await runBuild(changes, async (traces) => {
      const seen = async () => (await leaksOf(traces, PATTERNS)).filter((leak) => where.test(leak));
      await until(async () => ((await seen()).length > 0 ? true : null));
    });
  });
});
