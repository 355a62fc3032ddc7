// `sluice demo`: the whole job on a throw-away service, with names asked of a local name server only.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { createClient } from '../client/client.ts';
import { composeApiKeys, type ListView, type ReleaseView, startZoneServer } from '../compose.ts';
import { type Config, readConfig } from '../config.ts';
import { SluiceError } from '../errors.ts';
import { removeInstallation } from '../installation.ts';
import { createLog } from '../log.ts';
import { startServer } from '../main.ts';
import type { CommandContext } from './context.ts';
import { demoReport } from './demo-report.ts';
import { requireInput } from './input-file.ts';
import { withInterruption } from './interruption.ts';
import { writeNewFiles } from './new-files.ts';
import { listProgress } from './progress.ts';

const DATA = fileURLToPath(new URL('../../data/demo/', import.meta.url));
const OUTPUT_FOLDER = 'sluice-demo';

interface DemoOptions {
  readonly json?: boolean;
  readonly dns: 'local' | 'system';
  readonly list?: string;
  readonly consents?: string;
  readonly suppressions?: string;
}

/** What the demo did: the answers of the service, and where the files are. */
export interface DemoOutcome {
  readonly list: ListView;
  readonly release: ReleaseView;
  readonly file: string;
  readonly manifest: string;
}

export function demoCommand(context: CommandContext): Command {
  return new Command('demo')
    .description(
      'do the whole job once on a throw-away service: upload, verify, release for a marketing sender',
    )
    .option('--json', 'print one JSON object, alone on standard output')
    .addOption(
      new Option(
        '--dns <whom>',
        'ask a local name server with the sample zone, or the machine’s (large providers only)',
      )
        .choices(['local', 'system'])
        .default('local'),
    )
    .option('--list <file>', 'another list')
    .option('--consents <file>', 'other consents')
    .option('--suppressions <file>', 'other suppressions')
    .action(async (options: DemoOptions) => {
      const outcome = await withInterruption((signal) => runDemo(options, context.environment, signal));
      process.stdout.write(
        options.json ? `${JSON.stringify(jsonOf(outcome))}\n` : demoReport(outcome, options.dns),
      );
    });
}

function jsonOf({ list, release, file, manifest }: DemoOutcome) {
  const { id, rows, counts, reasons } = list;
  return {
    list: { id, rows, counts, reasons },
    release: { id: release.id, counts: release.counts, reasons: release.reasons },
    file,
    manifest,
  };
}

/** Whether it ends well, fails or is interrupted, nothing of the throw-away service is left behind. */
async function runDemo(
  options: DemoOptions,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<DemoOutcome> {
  for (const path of [options.list, options.consents, options.suppressions]) {
    if (path !== undefined) await requireInput(path);
  }
  const home = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  const zone = options.dns === 'local' ? await startZoneServer(join(DATA, 'zone.txt')) : null;
  const demoEnvironment: NodeJS.ProcessEnv = {
    ...withoutSettings(environment),
    SLUICE_HOME: home,
    SLUICE_LOG_LEVEL: 'error',
    PORT: '0',
    ...(zone ? { SLUICE_DNS: zone.dns } : {}),
  };
  const config = readConfig(demoEnvironment);
  try {
    return await withService(config, demoEnvironment, (url, key) =>
      Promise.race([doTheJob(url, key, options), whenAborted(signal)]),
    );
  } finally {
    await zone?.stop();
    await removeInstallation(config);
    await rm(home, { recursive: true, force: true });
    await rm(config.keyFile, { force: true });
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The demo stands alone: nothing of an installation's settings reaches it but where to find the machine's DNS. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) =>
      !/^(SLUICE_|DATABASE_URL|PORT$)/.test(name) || name === 'SLUICE_DNS' || name === 'SLUICE_DB_USER',
  );
  return Object.fromEntries(kept);
}

async function withService<T>(
  config: Config,
  environment: NodeJS.ProcessEnv,
  use: (url: string, key: string) => Promise<T>,
): Promise<T> {
  const log = createLog(config.logLevel);
  const server = await startServer(config, 'all', log, environment);
  try {
    const key = await composeApiKeys(config, log, (apiKeys, actor) =>
      apiKeys.create(actor, { name: 'demo', role: 'service', origins: [], person: 'demo' }),
    );
    return await use(`http://127.0.0.1:${server.port}`, key);
  } finally {
    await server.close();
  }
}

async function doTheJob(url: string, key: string, options: DemoOptions): Promise<DemoOutcome> {
  const client = createClient({ url, key });
  const defaultList = options.dns === 'system' ? 'large-providers.csv' : 'clinic-newsletter.csv';
  await client.import('consents', options.consents ?? join(DATA, 'consents.csv'));
  await client.import('suppressions', options.suppressions ?? join(DATA, 'suppressions.csv'));
  await client.import('contacts', join(DATA, 'contacts.csv'));
  const uploaded = await client.uploadList(options.list ?? join(DATA, defaultList), {
    name: 'Demo newsletter',
    source: 'web_form',
  });
  const progress = listProgress();
  const list = await client.waitForList(uploaded.id, options.json ? undefined : progress.show);
  progress.end();
  if (list.status !== 'completed')
    throw new SluiceError('list-not-complete', { detail: `The list is ${list.status}.` });

  const sender = await client.createSender({
    name: 'Newsletter',
    domain: 'news.example',
    stream: 'marketing',
  });
  const asked = await client.createRelease({
    list: list.id,
    sender: sender.id,
    content: 'own_service',
    phi_basis: 'none',
    remuneration: false,
    source: 'web_form',
  });
  const release = await client.waitForRelease(asked.id);
  if (release.status !== 'ready')
    throw new SluiceError('release-held', { detail: release.list_reasons.join(', ') });

  const folder = resolve(OUTPUT_FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${release.id}.csv`);
  const manifest = join(folder, `${release.id}.manifest.json`);
  await writeNewFiles([
    { path: file, read: () => client.releaseFile(release.id) },
    { path: manifest, read: async () => [Buffer.from(await client.releaseManifest(release.id))] },
  ]);
  return { list, release, file, manifest };
}
