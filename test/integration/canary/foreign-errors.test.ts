// Errors of other people's code hold what they were given; at each border a code is left of them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { openDatabase } from '../../../db/database.ts';
import { EXIT, reportFailure } from '../../../src/cli/exit-code.ts';
import { ERROR_CODES } from '../../../src/errors.ts';
import { createApp } from '../../../src/http/app.ts';
import { LISTS_DIRECTORY } from '../../../src/lists-in-use.ts';
import type { LogFields } from '../../../src/log.ts';
import { createJobs } from '../../../src/pipeline/jobs.ts';
import { createThreads } from '../../../src/pipeline/threads.ts';
import { asOutcome } from '../../../workers/outcome.ts';
import { openTestInstallation, type TestInstallation, until } from '../../support/installation.ts';
import { findLeaks, leakPatterns } from '../../support/leak-scan.ts';
import { runSluice } from '../cli/run-sluice.ts';
import { FOREIGN_FAILURES } from './foreign-failures.ts';

/** Short, as JSON.parse quotes no more than 20 signs. */
const MARKER = 'roe.t6k@r4v8.org';
const PATTERNS = MARKER.split('@').concat(MARKER).flatMap(leakPatterns);
const leaksIn = (...said: unknown[]) => findLeaks(Buffer.from(JSON.stringify(said)), PATTERNS);

let sluice: TestInstallation;
let lines: [string, LogFields][];
const note = (event: string, fields: LogFields = {}) => void lines.push([event, fields]);
const log = { debug: note, info: note, warn: note, error: note };
beforeAll(async () => {
  lines = [];
  sluice = await openTestInstallation({ worker: false });
});
afterAll(() => sluice.close());

type Provoke = (typeof FOREIGN_FAILURES)[number][1];
const provoke = async (failure: Provoke) => failure(MARKER, sluice.installation.database);

describe.each(FOREIGN_FAILURES)('T6 · a foreign error carries the address out: %s', (_, failure) => {
  it('when nobody stands between', async () => {
    const thrown = await provoke(failure).then(
      () => null,
      (error: unknown) => error,
    );
    expect(inspect(thrown, { depth: 9, showHidden: true })).toContain(MARKER);
  });

  it('but not over HTTP, nor into the log', async () => {
    lines.length = 0;
    const { services } = sluice;
    const broken = {
      ...services,
      log,
      senders: { ...services.senders, list: () => provoke(failure) as never },
    };
    const authorization = `Bearer ${await sluice.key('service')}`;
    const answer = await createApp(broken).request('/v1/senders', { headers: { authorization } });
    expect(answer.status).toBeGreaterThanOrEqual(500);
    const body = (await answer.json()) as Record<string, unknown>;
    expect(Object.keys(body).sort()).toEqual(['code', 'request_id', 'status', 'title', 'type']);
    expect(lines.map(([event]) => event)).toEqual(['request failed', 'request']);
    expect(leaksIn(body, [...answer.headers], lines)).toEqual([]);
  });

  it('but not out of a thread', async () => {
    const outcome = await asOutcome(provoke)(failure);
    expect(outcome).toEqual({ ok: false, error: { code: expect.toBeOneOf(Object.keys(ERROR_CODES)) } });
  });

  it('but not to the terminal of a command', async () => {
    const stderr = new PassThrough();
    const code = await provoke(failure).catch((thrown: unknown) => reportFailure(thrown, stderr));
    expect(code).toBe(EXIT.environment);
    const said = String(stderr.read());
    expect(said).toMatch(/^sluice: (internal|database-unavailable): .+\n( {2}at .+\n)*$/);
    expect(leaksIn(said)).toEqual([]);
  });
});

describe('T6 · a foreign error carries the address out: jobs', () => {
  it('leave a code and nothing else behind, whatever their handler throws', async () => {
    lines.length = 0;
    const database = openDatabase(sluice.ownerUrl, 'test', 4);
    const jobs = createJobs(database, log, { supervise: false });
    await jobs.start();
    for (const _ of FOREIGN_FAILURES) await jobs.send(database, 'sweep', {});
    const failures = FOREIGN_FAILURES.map(([, failure]) => failure);
    await jobs.work('sweep', 1, async () => void (await provoke(failures.pop() ?? (() => null))));
    const { sql } = database.pool;
    const left = await until(async () => {
      const rows = await sql<{ output: object }[]>`
        SELECT output, job::text FROM pgboss.job WHERE name = 'sweep' AND state = 'failed'`;
      return rows.length === FOREIGN_FAILURES.length ? rows : null;
    });
    for (const { output } of left) expect(Object.keys(output)).toEqual(['code']);
    expect(lines.filter(([event]) => event === 'job failed')).toHaveLength(FOREIGN_FAILURES.length);
    expect(leaksIn(left, lines)).toEqual([]);
    await jobs.stop();
    await database.close();
  });
});

describe('T6 · a foreign error carries the address out: the pool of threads', () => {
  const place = { listId: 'lst', chunkNo: 0, firstRow: 1, rowCount: 1 };
  const layout = { delimiter: ',', width: 1, addressColumn: 0 } as const;
  const task = { bytes: Buffer.from(MARKER), dataKey: null, place, layout };

  it.each([
    ['what cannot be handed over', { ...task, indexKeys: Symbol(MARKER) }],
    ['a task that the thread stumbles over', { ...task, indexKeys: { [MARKER]: MARKER } }],
    ['a layout that is none', { ...task, layout: MARKER, indexKeys: MARKER }],
  ])('%s leaves a code', async (_, given) => {
    const threads = createThreads({ threads: 1, listsDirectory: LISTS_DIRECTORY });
    const thrown = await threads.readChunk(given as never).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'SluiceError', code: 'internal' });
    expect(leaksIn(inspect(thrown, { depth: 9, showHidden: true }))).toEqual([]);
    await threads.close();
  });
});

describe('T6 · a foreign error carries the address out: a failure that nobody caught', () => {
  const NODE_OPTIONS = `--import=${new URL('../../support/throw-later.ts', import.meta.url)}`;

  it.each([
    ['an exception', 'check'],
    ['a rejection', 'check'],
    ['an exception', 'serve'],
    ['a rejection', 'worker'],
  ])('as %s ends "%s" with a code and frames of our own', async (kind, word) => {
    const THROW_LATER = JSON.stringify([kind, word, MARKER]);
    const DATABASE_URL = sluice.config.databaseUrl ?? '';
    const environment = { NODE_OPTIONS, THROW_LATER, DATABASE_URL, SLUICE_HOME: sluice.config.home };
    const args = word === 'check' ? ['check', '--no-dns'] : ['serve', '--port', '0', '--role'];
    if (word !== 'check') args.push(word === 'worker' ? 'worker' : 'api');
    // Standard input stays open: a check would wait for its next line.
    const run = await runSluice(args, { environment, keepsInput: true });
    expect(run.code).toBe(EXIT.environment);
    const last = JSON.parse(run.stderr.trimEnd().split('\n').at(-1) ?? '') as object;
    expect(last).toEqual({
      level: 50,
      time: expect.any(String),
      msg: 'ended by a failure that nobody caught',
      code: 'internal',
      frames: [],
    });
    expect(leaksIn(run.stdout, run.stderr)).toEqual([]);
  });
});

describe('T6 · a foreign error carries the address out: the own PostgreSQL as it is shipped', () => {
  it('has logged nothing of all this', async () => {
    const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
    const [setting] = await owner.sql`SHOW log_parameter_max_length_on_error`;
    expect(setting).toEqual({ log_parameter_max_length_on_error: '0' });
    await owner.close();
    const socket = new URL(inject('ownerUrl')).searchParams.get('host') ?? '';
    const logged = readFileSync(join(dirname(socket), 'postgres.log'));
    expect(logged.includes('ready to accept connections')).toBe(true);
    expect(findLeaks(logged, PATTERNS)).toEqual([]);
  });
});
