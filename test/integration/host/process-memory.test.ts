// The memory of a running service and its worker stays where it is: no debugger, no core file, no report, no secret in /proc.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { gone } from '../../support/homes.ts';
import { type Service, startService, workerOf } from '../../support/service.ts';
import { launchIn } from './launch.ts';
import { coreLimitsOf, environmentOf, listeners } from './process-files.ts';

const PASSWORD = 'marker-k3q8';

let folder: string;
let database: TestDatabase;
let service: Service;
let serve: number;
let worker: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-memory-'));
  database = await createTestDatabase();
  const url = new URL(database.appUrl);
  url.password = PASSWORD;
  const environment = {
    DATABASE_URL: url.href,
    SLUICE_HOME: join(folder, 'home'),
    SLUICE_DNS: '127.0.0.1:9',
    SLUICE_LOG_LEVEL: 'info',
    NPM_TOKEN: 'npm_marker',
    SLUICE_API_KEY: 'sk_marker',
    NODE_OPTIONS: '--stack-trace-limit=7',
  };
  service = await startService(environment, launchIn(folder));
  serve = service.child.pid ?? 0;
  await gone(() => service.log().includes('"working"'), 30_000);
  worker = workerOf(service) ?? 0;
});
afterAll(async () => {
  service.kill();
  await gone(() => workerOf(service) === null);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const isAlive = async () => (await fetch(`${service.url}/healthz`)).status;

describe('T25 · a signal, a crash or /proc tells what is in memory', () => {
  it('gives the worker the database without its password in the environment', () => {
    const told = environmentOf(worker).join('\n');
    expect(told).toContain('PATH=');
    expect(told).not.toMatch(/marker|DATABASE_URL|SLUICE_|NODE_OPTIONS/);
    expect(service.log()).not.toMatch(/marker/);
  });

  it('starts the worker as hardened as the service', () => {
    for (const pid of [serve, worker])
      expect({ pid, limits: coreLimitsOf(pid) }).toEqual({ pid, limits: ['0', '0'] });
  });

  it('opens no debugger at SIGUSR1, and lives', async () => {
    const before = listeners(serve, worker);
    for (const pid of [serve, worker]) process.kill(pid, 'SIGUSR1');
    // The inspector listens before the next answer would come.
    expect(await isAlive()).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(listeners(serve, worker)).toEqual(before);
    expect(await isAlive()).toBe(200);
    expect(workerOf(service)).toBe(worker);
  });

  it('leaves no core file and no report of a crash', async () => {
    const before = readdirSync(folder).sort();
    const workers = service.log().split('"working"').length;
    process.kill(worker, 'SIGSEGV');
    await gone(() => service.log().split('"working"').length > workers, 30_000);
    expect(workerOf(service)).not.toBe(worker);
    process.kill(serve, 'SIGSEGV');
    await gone(() => service.child.signalCode !== null);
    expect(service.child.signalCode).toBe('SIGSEGV');
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});
