// Processes whose clock is a month back, on a database with the true time: nothing goes out, nothing lives again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { composeWorker } from '../../../src/compose.ts';
import { createLog } from '../../../src/log.ts';
import { jsonOf, postCsv, postJson } from '../../http/json-request.ts';
import { makeRelease, makeSender, type Release, WHOLE_DECLARATION } from '../../http/made-release.ts';
import { problemOf } from '../../http/problem-answer.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { type Service, startService } from '../../support/service.ts';
import { shiftedBy } from '../../support/shifted-clock.ts';
import { runSluice, startSluice } from '../cli/run-sluice.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const HEADER = 'address,kind,signed_at,capture_point,expires_at';

let sluice: TestInstallation;
/** For a process of this installation that lives a month ago. */
let environment: Readonly<Record<string, string>>;
let asked: Record<string, unknown>;
let ready: Release;
let late: Release;

beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
  const { databaseUrl = '', home } = sluice.config;
  environment = { DATABASE_URL: databaseUrl, SLUICE_HOME: home, ...shiftedBy(-30 * DAY_MS) };
  const worker = await composeWorker(sluice.installation, sluice.config, createLog('silent'));
  const { id: list } = await completeList(sluice, 'email\nann@gmail.com\nbob@gmail.com\n');
  asked = { list, sender: await makeSender(sluice), ...WHOLE_DECLARATION };
  const consents = [
    `ann@gmail.com,can_spam_affirmative,${daysAgo(90)},web_form,`,
    `bob@gmail.com,can_spam_affirmative,${daysAgo(90)},web_form,${daysAgo(1)}`,
  ];
  await jsonOf(postCsv(sluice, '/v1/consents/import', [HEADER, ...consents].join('\n')));
  ready = await makeRelease(sluice, asked);
  late = await makeRelease(sluice, asked);
  await worker.close();
  await change(
    (sql) => sql`UPDATE releases SET expires_at = now() - interval '1 minute' WHERE public_id = ${late.id}`,
  );
});
afterAll(() => sluice.close());

async function change(act: (sql: ReturnType<typeof openPool>['sql']) => PromiseLike<unknown>): Promise<void> {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  await act(owner.sql);
  await owner.close();
}

describe('T16 · a machine whose clock is wrong decides by it: an API', () => {
  let api: Service;
  /** What the tests' helpers ask, asked of the other process. */
  let shifted: Pick<TestInstallation, 'request'>;
  beforeAll(async () => {
    api = await startService(environment, (_, options) =>
      startSluice(['serve', '--role', 'api', '--port', '0'], options),
    );
    const key = await sluice.key('service');
    shifted = {
      request: (path, init = {}) =>
        fetch(`${api.url}${path}`, {
          ...init,
          headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
        }),
    };
  });
  afterAll(() => api.stop());

  it('lives, and is not ready', async () => {
    expect((await shifted.request('/healthz')).status).toBe(200);
    const answer = await shifted.request('/readyz');
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 'unavailable', code: 'clock-unsure' },
    ]);
  });

  it('gives out no release, which one with the right time does', async () => {
    const path = `/v1/releases/${ready.id}/file`;
    await problemOf(await shifted.request(path), 'clock-unsure');
    expect(await (await sluice.request(path)).text()).toBe('row,address\r\n1,ann@gmail.com\r\n');
  });

  it('takes no expired release for one in force', async () => {
    await problemOf(await shifted.request(`/v1/releases/${late.id}/file`), 'release-expired');
    expect(await jsonOf(shifted.request(`/v1/releases/${late.id}`))).toMatchObject({ status: 'expired' });
  });

  it('takes no expired consent for one in force', async () => {
    const found = postJson(shifted, '/v1/consents/search', { address: 'bob@gmail.com' });
    expect(await jsonOf(found)).toMatchObject({ consents: [{ status: 'expired' }] });
  });

  it('takes no expired key', async () => {
    const key = await sluice.key('service');
    await change(
      (sql) =>
        sql`UPDATE api_keys SET expires_at = now() - interval '1 minute' WHERE id = ${key.split('_')[1] ?? ''}`,
    );
    const headers = { authorization: `Bearer ${key}` };
    await problemOf(await shifted.request('/v1/lists', { headers }), 'key-invalid');
  });

  it('tells what has been from what lies ahead by the true time', async () => {
    const lines = [
      `cyd@gmail.com,can_spam_affirmative,${daysAgo(10)},web_form,`,
      `cyd@gmail.com,can_spam_affirmative,${daysAgo(-1)},web_form,`,
    ];
    const report = await jsonOf(postCsv(shifted, '/v1/consents/import', [HEADER, ...lines].join('\n')));
    expect(report).toMatchObject({ accepted: 1, rejected: [{ row: 2, code: 'time-in-future' }] });
  });

  it('makes keys that live from now on', async () => {
    const args = ['keys', 'create', '--name', 'made then', '--expires-in', '1', '--person', 'tester'];
    const { stdout } = await runSluice(args, { environment });
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect((await sluice.app.request('/v1/lists', { headers })).status).toBe(200);
  });
});

describe('T16 · a machine whose clock is wrong decides by it: a worker', () => {
  it('holds the release, and releases nobody', async () => {
    const worker = startSluice(['serve', '--role', 'worker'], { environment });
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    try {
      expect(await makeRelease(sluice, asked)).toMatchObject({
        status: 'held',
        list_reasons: ['CLOCK_UNSURE'],
        counts: { released: 0, held: 2, excluded: 0 },
      });
    } finally {
      worker.kill('SIGTERM');
      await ended;
    }
  });
});
