// A real `sluice serve` for tests: its own process and worker, a database of its own, the demo's name server.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startZoneServer } from '../../../src/compose.ts';
import { createTestDatabase } from '../../support/database.ts';
import { type Run, runSluice, startSluice } from '../cli/run-sluice.ts';

export const DEMO_DATA = fileURLToPath(new URL('../../../data/demo/', import.meta.url));

export interface Serving {
  readonly url: string;
  /** A folder for the files of the test, gone with the server. */
  readonly folder: string;
  /** What a command needs to find this server's installation, the server and a key. */
  readonly environment: Readonly<Record<string, string>>;
  readonly ownerUrl: string;
  /** Runs a command beside the server. */
  run(...args: string[]): Promise<Run>;
  stop(): Promise<void>;
}

/** Starts the server with a key of the role `service`. */
export async function startServing(): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-serving-'));
  const database = await createTestDatabase();
  const zone = await startZoneServer(join(DEMO_DATA, 'zone.txt'));
  const installation = {
    DATABASE_URL: database.appUrl,
    SLUICE_HOME: join(folder, 'home'),
    SLUICE_DNS: zone.dns,
    SLUICE_LOG_LEVEL: 'error',
  };
  const server = startSluice(['serve', '--port', '0'], { environment: installation });
  server.stderr.pipe(process.stderr);
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    server.stdout.on('data', (piece: Buffer) => {
      said += piece;
      const [, found] = /listens on (\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    });
  });
  const made = await runSluice(['keys', 'create', '--name', 'test', '--person', 'tester'], {
    environment: installation,
  });
  const environment = { ...installation, SLUICE_URL: url, SLUICE_API_KEY: made.stdout.trim() };
  return {
    url,
    folder,
    environment,
    ownerUrl: database.ownerUrl,
    run: (...args) => runSluice(args, { environment, cwd: folder }),
    async stop() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      await zone.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
