// A job that fails leaves a code behind and nothing else; what cannot be mended ends its list.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { composeWorker } from '../../../src/compose.ts';
import { createLog } from '../../../src/log.ts';
import {
  openTestInstallation,
  type TestInstallation,
  until,
  uploadForm,
} from '../../support/installation.ts';

const FILE = 'id,email\r\n1,marker.person@gmail.com\r\n';

let sluice: TestInstallation;
let owner: Pool;
let worker: { close(): Promise<void> } | null;
beforeEach(async () => {
  worker = null;
  sluice = await openTestInstallation({ worker: false });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
});
afterEach(async () => {
  await worker?.close();
  await owner.close();
  await sluice.close();
});

async function upload(): Promise<string> {
  const answer = await sluice.request('/v1/lists', { method: 'POST', body: uploadForm(FILE) });
  return ((await answer.json()) as { id: string }).id;
}

async function startWorker(): Promise<void> {
  worker = await composeWorker(sluice.installation, sluice.config, createLog('silent'));
}

const listOf = async (id: string) =>
  (await (await sluice.request(`/v1/lists/${id}`)).json()) as { status: string; failure: string | null };

interface Job {
  readonly name: string;
  readonly state: string;
  readonly retry_count: number;
  readonly data: object;
  readonly output: object | null;
}

const jobs = async () =>
  (await owner.sql<Job[]>`
    SELECT name, state, retry_count, data, output FROM pgboss.job WHERE left(name, 2) <> '__' AND name NOT IN ('sweep', 'ask-again')
    ORDER BY created_on`) as readonly Job[];

it('a chunk that does not open is given up at once, and its list has failed', async () => {
  const id = await upload();
  await owner.sql`UPDATE list_chunks SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1)`;
  await startWorker();
  const list = await until(async () => {
    const found = await listOf(id);
    return found.status === 'failed' ? found : null;
  });
  expect(list.failure).toBe('fail-closed');
  const settled = await until(async () => {
    const found = await jobs();
    return found.every(({ state }) => state !== 'active') ? found : null;
  });
  expect(settled).toMatchObject([
    { name: 'verify-chunk', state: 'failed', retry_count: 0, output: { code: 'fail-closed' } },
    { name: 'given-up', state: 'completed' },
  ]);
  for (const { data, output } of settled) {
    expect(Object.keys(data).every((name) => ['list', 'seq'].includes(name))).toBe(true);
    expect(Object.keys(output ?? {}).every((name) => name === 'code')).toBe(true);
  }
  const events =
    await owner.sql`SELECT act, details FROM audit_events WHERE object = ${id} ORDER BY id DESC LIMIT 1`;
  expect(events[0]).toEqual({ act: 'list.failed', details: '{"code":"fail-closed"}' });
  expect((await sluice.request(`/v1/lists/${id}/results`)).status).toBe(409);
});

it('an error of the database is reduced to a code, and the next try does the work', async () => {
  const id = await upload();
  // The driver's error holds the statement and its parameters.
  await owner.sql`ALTER TABLE list_chunks RENAME COLUMN scores TO scores_moved`;
  await startWorker();
  const failed = await until(async () => {
    const found = await jobs();
    return found.some(({ output }) => output !== null) ? found : null;
  });
  expect(failed).toMatchObject([{ name: 'verify-chunk', state: 'retry', output: { code: 'internal' } }]);
  expect(failed[0]?.output).toEqual({ code: 'internal' });
  expect(await listOf(id)).toMatchObject({ status: 'queued', failure: null });

  await owner.sql`ALTER TABLE list_chunks RENAME COLUMN scores_moved TO scores`;
  const list = await until(async () => {
    const found = await listOf(id);
    return found.status === 'completed' ? found : null;
  });
  expect(list.failure).toBeNull();
});

it('a job whose process died at every try ends its list as well', async () => {
  const id = await upload();
  // What the engine does when no heartbeat comes any more and no try is left.
  await owner.sql`
    UPDATE pgboss.job SET state = 'active', started_on = now(), retry_count = retry_limit,
      heartbeat_on = now() - interval '1 hour' WHERE name = 'verify-chunk'`;
  await startWorker();
  const list = await until(async () => {
    const found = await listOf(id);
    return found.status === 'failed' ? found : null;
  });
  expect(list.failure).toBe('internal');
});
