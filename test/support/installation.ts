// A whole Sluice for tests: real PostgreSQL, real name server, the app without a socket, a worker in the process.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices, composeWorker, type Services } from '../../src/compose.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createApp } from '../../src/http/app.ts';
import { type Installation, openInstallation } from '../../src/installation.ts';
import { createLog } from '../../src/log.ts';
import { startNameServer } from '../../src/lookup/name-server.ts';
import { parseZone } from '../../src/lookup/zone.ts';
import type { KeyRole } from '../../src/model/actor.ts';
import { createApiKeys } from '../../src/pipeline/api-keys.ts';
import { createTestDatabase } from './database.ts';

export interface TestInstallation {
  readonly config: Config;
  readonly installation: Installation;
  readonly services: Services;
  readonly app: ReturnType<typeof createApp>;
  /** Queries the name server has seen, as `name TYPE`. */
  readonly ownerUrl: string;
  /** A fresh key of a role. */
  key(role: KeyRole, origins?: readonly string[]): Promise<string>;
  /** `app.request` with a service key. */
  request(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export interface TestInstallationOptions {
  /** Zone of the local name server. */
  readonly zone?: string;
  /** Work on jobs too. @default true */
  readonly worker?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Mail hosts that the small zone of most tests needs. */
export const SMALL_ZONE = [
  'gmail.com MX 5 mx.gmail.com',
  'mx.gmail.com A 142.250.102.26',
  'kelpworks.com MX 10 mx.kelpworks.com',
  'mx.kelpworks.com A 198.41.0.4',
  'nullmx.org MX 0 .',
].join('\n');

export async function openTestInstallation(options: TestInstallationOptions = {}): Promise<TestInstallation> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-home-'));
  const database = await createTestDatabase();
  const dns = await startNameServer(parseZone(options.zone ?? SMALL_ZONE));
  const config = readConfig({
    DATABASE_URL: database.appUrl,
    SLUICE_HOME: join(folder, 'home'),
    SLUICE_DNS: `${dns.host}:${dns.port}`,
    SLUICE_LOG_LEVEL: 'silent',
    ...options.settings,
  });
  const log = createLog(config.logLevel);
  const installation = await openInstallation(config, log, 'test', 12);
  const services = await composeServices(installation, config, log);
  const worker = options.worker === false ? null : await composeWorker(installation, config, log);
  const app = createApp(services);
  const apiKeys = createApiKeys(installation.database);
  let made = 0;
  const key = (role: KeyRole, origins: readonly string[] = []) => {
    made += 1;
    return apiKeys.create(
      { name: 'test', personId: null },
      { name: `test-${made}`, role, origins, person: 'tester' },
    );
  };
  const serviceKey = await key('service');
  return {
    config,
    installation,
    services,
    app,
    ownerUrl: database.ownerUrl,
    key,
    async request(path, init = {}) {
      const headers = { authorization: `Bearer ${serviceKey}`, ...(init.headers as Record<string, string>) };
      return app.request(path, { ...init, headers });
    },
    async close() {
      await worker?.close();
      await services.close();
      await installation.close();
      await dns.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The body of an upload, with the file last. */
export function uploadForm(
  file: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ name: 'List', source: 'web_form', ...fields }))
    form.set(name, value);
  form.set('file', new Blob([file]), 'list.csv');
  return form;
}

/** Uploads a file and waits for its verdicts. */
export async function completeList(
  { request }: TestInstallation,
  file: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
) {
  const uploaded = await request('/v1/lists', { method: 'POST', body: uploadForm(file, fields) });
  if (uploaded.status !== 202) throw new Error(`The upload was answered ${uploaded.status}.`);
  const { id } = (await uploaded.json()) as { id: string };
  return until(async () => {
    const list = (await (await request(`/v1/lists/${id}`)).json()) as {
      id: string;
      status: string;
      rows: number;
    };
    return ['completed', 'failed', 'cancelled'].includes(list.status) ? list : null;
  });
}

/** Looks every 50 ms until something is there; 30 s at most. */
export async function until<T>(look: () => Promise<T | null>, timeoutMs = 30_000): Promise<T> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; ) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${timeoutMs} ms in vain.`);
}
