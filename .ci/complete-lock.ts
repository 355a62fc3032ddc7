// Adds to package-lock.json the other platforms' packages that the registry in use did not know.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { LOCK_PATH, type Lock, type LockEntry, platformInName, readLock } from './lock-file.ts';

/**
 * What a registry tells about one version of a package; empty when it does not carry it. npm links
 * commands and runs install scripts by what the lock says, so both belong into the entry.
 */
export type RegistryFacts = Pick<LockEntry, 'integrity' | 'license' | 'bin' | 'hasInstallScript'>;

type AskRegistry = (name: string, version: string) => RegistryFacts;

/**
 * Completes a lock in place, so that `npm ci` accepts it on every platform and with every registry:
 *
 * - the project's own optional packages are those of package.json (npm drops what it cannot fetch);
 * - every optional package of a locked package has an entry, and where npm left it out, because the
 *   registry has no such version, the entry is made from its name;
 * - no entry says where it was fetched from.
 *
 * Only a package that ships is asked for at the registry. A development tool of another platform has
 * just been refused to npm itself; it is never installed here and needs no hash (`check-lock.ts`).
 *
 * @returns the places of the entries that were added.
 */
export function completeLock(
  lock: Lock,
  ownOptional: Readonly<Record<string, string>>,
  askRegistry: AskRegistry,
): string[] {
  const root = lock.packages[''];
  if (root === undefined) throw new Error('The lock has no entry for the project itself.');
  root.optionalDependencies = { ...ownOptional };
  for (const entry of Object.values(lock.packages)) delete entry.resolved;

  const added: string[] = [];
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(lock, parent, name)) continue;
      const place = `node_modules/${name}`;
      lock.packages[place] = missingEntry(name, version, entry.dev === true, askRegistry);
      added.push(place);
    }
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en')),
  );
  return added;
}

/** Node's own rule: the nearest node_modules on the way up from the parent. */
function isLocked(lock: Lock, parent: string, name: string): boolean {
  for (let folder = parent; ; ) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')));
  }
}

function missingEntry(name: string, version: string, dev: boolean, askRegistry: AskRegistry): LockEntry {
  if (!/^\d+\.\d+\.\d+/.test(version))
    throw new Error(`Expected an exact version of ${name}, got ${version}.`);
  return {
    version,
    ...platformInName(name),
    ...(dev ? { dev } : askRegistry(name, version)),
    optional: true,
  };
}

/** Asks npm's own client. It fails for a version that the registry does not carry. */
function askNpm(name: string, version: string): RegistryFacts {
  const fields = ['dist.integrity', 'license', 'bin', 'scripts'];
  let answer: string;
  try {
    answer = execFileSync('npm', ['view', `${name}@${version}`, ...fields, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return {};
  }
  const facts = JSON.parse(answer) as Pick<LockEntry, 'license' | 'bin'> & {
    'dist.integrity'?: string;
    scripts?: Record<string, string>;
  };
  const { 'dist.integrity': integrity, license, bin, scripts = {} } = facts;
  return {
    ...(integrity === undefined ? {} : { integrity }),
    ...(license === undefined ? {} : { license }),
    ...(bin === undefined ? {} : { bin }),
    ...(['preinstall', 'install', 'postinstall'].some((step) => step in scripts)
      ? { hasInstallScript: true }
      : {}),
  };
}

if (import.meta.main) {
  const lock = readLock();
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as LockEntry;
  const added = completeLock(lock, optionalDependencies ?? {}, askNpm);
  writeFileSync(LOCK_PATH, `${JSON.stringify(lock, null, 2)}\n`);
  for (const place of added) process.stdout.write(`added ${place}\n`);
  process.stdout.write(`${added.length} entries added to ${LOCK_PATH}\n`);
}
