// The database goes away: requests say so, nobody falls over, and when it is back the work goes on.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../../db/database.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { useTestDatabase } from '../../support/database.ts';
import { gone, makeHome, placeOf, serversOn } from '../../support/homes.ts';
import { SMALL_ZONE } from '../../support/installation.ts';
import { LONG_LIST, startLongList, writeLongList } from '../../support/long-list.ts';
import { makeKey, type Service, startService, workerOf } from '../../support/service.ts';

let folder: string;
let home: string;
let removeHome: () => Promise<void>;
let dns: { dns: string; stop(): Promise<void> };
let service: Service;
let key: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-outage-'));
  ({ home, remove: removeHome } = await makeHome());
  await writeFile(join(folder, 'zone.txt'), SMALL_ZONE);
  dns = await startZoneServer(join(folder, 'zone.txt'));
  const environment = {
    SLUICE_HOME: home,
    SLUICE_KEY_FILE: join(folder, 'keys.json'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'warn',
  };
  service = await startService(environment);
  key = await makeKey(environment);
  await writeLongList(join(folder, 'long.csv'));
});
afterAll(async () => {
  await service.stop();
  await dns.stop();
  await removeHome();
  await rm(folder, { recursive: true, force: true });
});

async function ask(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it('a server that is killed in the middle of a list is back in seconds, and the list completes', async () => {
  const worker = workerOf(service);
  const id = await startLongList(service.url, key, join(folder, 'long.csv'));
  const { data } = await placeOf(home);
  for (const pid of serversOn(data)) process.kill(pid, 'SIGKILL');
  await gone(() => serversOn(data).length === 0);

  expect(await ask('/healthz')).toMatchObject({ status: 200 });
  expect(await ask('/readyz')).toMatchObject({ status: 503 });
  const refused = await fetch(`${service.url}/v1/lists`, { headers: { authorization: `Bearer ${key}` } });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toMatchObject({ code: 'database-unavailable', status: 503 });

  await expect.poll(async () => (await ask('/readyz')).status, { timeout: 15_000 }).toBe(200);
  await expect
    .poll(async () => (await ask(`/v1/lists/${id}`)).body, { timeout: 40_000, interval: 250 })
    .toMatchObject(LONG_LIST);
  expect(service.child.exitCode).toBeNull();
  expect(workerOf(service)).toBe(worker);
  expect(service.log()).not.toMatch(/person\.\d|TypeError|at Immediate/);
});

it('a transaction that loses its connection fails as such and takes nothing along', async () => {
  const { ownerUrl } = await useTestDatabase();
  const database = openDatabase(ownerUrl, 'losing', 4);
  const other = openDatabase(ownerUrl, 'other', 1);
  const lose = async () => {
    await other.pool.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'losing' AND state <> 'idle'`;
  };
  const waits = () => new Promise((resolve) => setTimeout(resolve, 100));
  const lost = { code: 'CONNECTION_CLOSED' };
  try {
    // In the middle of a statement, between two statements, before the commit, and with the loss ignored.
    const working = database.pool.sql.begin(async (held) => {
      setTimeout(lose, 50);
      await held`SELECT pg_sleep(5)`;
    });
    await expect(working).rejects.toMatchObject({ code: expect.stringMatching(/CONNECTION_CLOSED|57P01/) });
    const between = database.transaction(async (tx) => {
      await tx.lists.page(1);
      await lose();
      await waits();
      await tx.lists.page(1);
    });
    await expect(between).rejects.toMatchObject(lost);
    const before = database.snapshot(async (tx) => {
      await tx.lists.page(1);
      await lose();
      await waits();
    });
    await expect(before).rejects.toMatchObject(lost);
    const ignoring = database.transaction(async (tx) => {
      await tx.lists.page(1);
      await lose();
      await waits();
      await tx.lists.page(1).catch(() => {});
      return 'done';
    });
    await expect(ignoring).rejects.toMatchObject(lost);
    const answers = () => [1, 2, 3, 4].map(() => database.transaction((tx) => tx.lists.page(1)));
    // The driver keeps the last word of a lost connection for whoever uses it next.
    await Promise.allSettled(answers());
    expect(await Promise.all(answers())).toEqual([[], [], [], []]);
  } finally {
    await database.close();
    await other.close();
  }
});
