// A service that is listened to from all sides: its database logs everything, and its $TMPDIR is watched.
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLocalPostgres } from '../../../db/local-postgres.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { migrateDatabase } from '../../../src/installation.ts';
import { makeHome, placeOf } from '../../support/homes.ts';
import { logEverything } from '../../support/loud-postgres.ts';
import { startRecordingProxy } from '../../support/recording-proxy.ts';
import { makeKey, startService } from '../../support/service.ts';
import type { Traces } from '../../support/traces.ts';
import { watchFolder } from '../../support/watched-folder.ts';
import { ZONE } from './marked-people.ts';

export type CanaryService = Awaited<ReturnType<typeof startCanaryService>>;

export async function startCanaryService() {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-canary-'));
  const file = (name: string) => join(folder, name);
  const { home, remove } = await makeHome();
  const server = await startLoudServer(home);
  await migrateDatabase(server.ownerUrl);
  const proxy = await startRecordingProxy(server.appUrl);
  await writeFile(file('zone.txt'), ZONE);
  const dns = await startZoneServer(file('zone.txt'));
  for (const name of ['tmp', 'user', 'npm-tmp']) mkdirSync(file(name));
  const temporary = watchFolder(file('tmp'));
  const environment = {
    DATABASE_URL: proxy.url,
    SLUICE_HOME: file('home'),
    SLUICE_KEY_FILE: file('keys.json'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'trace',
    TMPDIR: file('tmp'),
    HOME: file('user'),
  };
  const service = await startService(environment);
  const key = await makeKey(environment);
  const { root } = await placeOf(home);
  return {
    service,
    server,
    proxy,
    environment,
    key,
    file,
    /** The folder of PostgreSQL: tables, write-ahead log, its own log. */
    root,
    traces: {
      ownerUrl: server.ownerUrl,
      log: service.log,
      folders: [file('home'), file('user')],
      temporary,
    } satisfies Traces,
    call(path: string, init: RequestInit = {}) {
      const headers = {
        authorization: `Bearer ${key}`,
        ...(init.headers as Record<string, string> | undefined),
      };
      return fetch(`${service.url}${path}`, { ...init, headers });
    },
    async stop() {
      await service.stop();
      temporary.close();
      await proxy.close();
      await dns.stop();
      await server.release();
      await remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startLoudServer(home: string) {
  await (await acquireLocalPostgres({ home })).release();
  await logEverything(home);
  return acquireLocalPostgres({ home });
}
