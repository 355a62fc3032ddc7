// The executables that an install brings along, held against the sums of data/runtimes.json.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { copyPrograms, findPostgresPrograms } from '../db/postgres/binaries.ts';
import { ROOT_FOLDER } from '../db/postgres/place.ts';
import { chooseServerUser } from '../db/postgres/server-user.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';

/** A program that this service runs, and where its file lies. */
export interface Executable {
  readonly name: 'node' | 'initdb' | 'postgres';
  readonly path: string;
}

/** What was measured when the version was chosen. */
export interface RecordedExecutable {
  readonly name: Executable['name'];
  /** In npm's words: `linux-x64`. */
  readonly platform: string;
  readonly package: string;
  readonly version: string;
  /** Inside the package. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

const RECORD = new URL('../data/runtimes.json', import.meta.url);

/** Everything that is recorded, of every platform. */
export function recordedExecutables(): readonly RecordedExecutable[] {
  return (JSON.parse(readFileSync(RECORD, 'utf8')) as { executables: RecordedExecutable[] }).executables;
}

/**
 * Names of the executables whose bytes are not the recorded ones, that cannot be read, or of which nothing is
 * recorded for this platform.
 *
 * @throws the signal's reason when it ends the work.
 */
export async function changedExecutables(
  executables: readonly Executable[],
  signal: AbortSignal,
): Promise<string[]> {
  const platform = `${process.platform}-${process.arch}`;
  const recorded = recordedExecutables().filter((each) => each.platform === platform);
  const changed: string[] = [];
  for (const { name, path } of executables) {
    const expected = recorded.find((each) => each.name === name)?.sha256;
    const found = await sha256Of(path, signal).catch(() => null);
    signal.throwIfAborted();
    if (found === null || found !== expected) changed.push(name);
  }
  return changed;
}

/**
 * Looks at node and, where Sluice runs its own PostgreSQL, at that; each one that differs is a warning. It
 * takes a few tenths of a second beside other work, so nobody waits for it.
 */
export function watchRuntimes(
  config: Pick<Config, 'databaseUrl' | 'dbUser'>,
  log: Log,
): { close(): Promise<void> } {
  const ending = new AbortController();
  async function look(): Promise<void> {
    const executables = await executablesOf(config);
    const changed = await changedExecutables(executables, ending.signal);
    for (const executable of changed) {
      log.warn('this executable is not the one that was chosen: see data/runtimes.json', { executable });
    }
    log.info('executables compared', { count: executables.length });
  }
  const looking = look().catch(() => {
    if (!ending.signal.aborted) log.warn('the executables could not be looked at');
  });
  return {
    async close() {
      ending.abort();
      await looking;
    },
  };
}

/** The files that really run: as root, PostgreSQL's are copies. */
async function executablesOf({
  databaseUrl,
  dbUser,
}: Pick<Config, 'databaseUrl' | 'dbUser'>): Promise<Executable[]> {
  const node: Executable = { name: 'node', path: process.execPath };
  if (databaseUrl !== undefined) return [node];
  const user = await chooseServerUser(dbUser, false);
  const found = findPostgresPrograms();
  const { initdb, postgres } = user.switchTo ? await copyPrograms(found, ROOT_FOLDER) : found;
  return [node, { name: 'initdb', path: initdb }, { name: 'postgres', path: postgres }];
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}
