// The worker process lives and ends with the service, and work that was cut short is done by the next start.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient } from '../../../src/client/client.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { gone, makeHome, placeOf, serversOn } from '../../support/homes.ts';
import { SMALL_ZONE } from '../../support/installation.ts';
import { LONG_LIST, startLongList, writeLongList } from '../../support/long-list.ts';
import { makeKey, startService, workerOf } from '../../support/service.ts';

let folder: string;
let home: string;
let removeHome: () => Promise<void>;
let dns: { dns: string; stop(): Promise<void> };
let environment: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-processes-'));
  ({ home, remove: removeHome } = await makeHome());
  await writeFile(join(folder, 'zone.txt'), SMALL_ZONE);
  dns = await startZoneServer(join(folder, 'zone.txt'));
  environment = {
    SLUICE_HOME: home,
    SLUICE_KEY_FILE: join(folder, 'keys.json'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'warn',
  };
});
afterEach(async () => {
  await dns.stop();
  await removeHome();
  await rm(folder, { recursive: true, force: true });
});

/** A process that has ended counts as such, whether or not somebody has asked how. */
function isAlive(pid: number | null): boolean {
  try {
    return /^State:\s+[^Z]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Lines of the log but those that every start of a trial has, and the first start's about the new key. */
const complaints = (log: string) =>
  log.split('\n').filter((line) => line && !/patients' data|"key_file"/.test(line));

it('a list that was running at SIGTERM, and at kill -9, completes after the next start with the same counts', async () => {
  const path = join(folder, 'long.csv');
  await writeLongList(path);
  const { data } = await placeOf(home);
  let service = await startService(environment);
  const key = await makeKey(environment);
  const first = await startLongList(service.url, key, path);
  const stopped = performance.now();
  expect(await service.stop()).toBe(0);
  expect(performance.now() - stopped).toBeLessThan(15_000);
  expect(serversOn(data)).toEqual([]);
  expect(complaints(service.log())).toEqual([]);

  service = await startService(environment);
  expect(await createClient({ url: service.url, key }).waitForList(first)).toMatchObject(LONG_LIST);

  const second = await startLongList(service.url, key, path);
  const worker = workerOf(service);
  expect(isAlive(worker)).toBe(true);
  service.kill();
  await gone(() => !isAlive(worker), 5000);

  service = await startService(environment);
  expect(await createClient({ url: service.url, key }).waitForList(second)).toMatchObject(LONG_LIST);
  await service.stop();
  expect(serversOn(data)).toEqual([]);
});

it('an idle worker ends with a parent that was killed, stops the server as the last, and is started again when it dies', async () => {
  const { data } = await placeOf(home);
  const service = await startService(environment);
  await expect.poll(() => workerOf(service)).not.toBeNull();
  const first = workerOf(service);
  process.kill(first ?? 0, 'SIGKILL');
  await expect.poll(() => workerOf(service), { timeout: 5000 }).not.toBeNull();
  const second = workerOf(service);
  expect(second).not.toBe(first);
  // It has to have started to take part in the leaving.
  await expect.poll(() => serversOn(data).length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 2500));

  service.kill();
  await gone(() => !isAlive(second), 5000);
  await gone(() => serversOn(data).length === 0, 2000);
});
