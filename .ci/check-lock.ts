// Refuses a lock that would install something unproven, or that tells where it was made.
import { fitsPlatform, type Lock, type LockEntry, packageName, readLock } from './lock-file.ts';

/** What CI and the image run on. An entry for this platform is installed, so it must be proven. */
const HERE = { os: 'linux', cpu: 'x64', libc: 'glibc' } as const;

/**
 * Every reason not to trust a lock, one sentence each; none for a sound one.
 *
 * npm installs an entry without `integrity` silently. It is let pass only for a development tool of
 * another platform, whose hash the registry in use could not tell: optional, dev and not for Linux
 * on x64 with glibc. A runtime or a database of any platform must have its hash.
 *
 * `resolved` may not stand in the lock at all: without it npm fetches from the registry that the
 * machine is set to, with it a lock sends every reader to the host of whoever wrote it last.
 */
export function lockProblems(lock: Lock): string[] {
  const problems: string[] = [];
  if (lock.lockfileVersion !== 3) problems.push(`Expected lockfileVersion 3, got ${lock.lockfileVersion}.`);
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (place === '') continue;
    const name = `${packageName(place)}@${entry.version}`;
    if (entry.integrity === undefined && !mayLackIntegrity(entry)) problems.push(`${name} has no integrity.`);
    if (entry.integrity !== undefined && !entry.integrity.startsWith('sha512-')) {
      problems.push(`${name} is proven by less than SHA-512.`);
    }
    if (entry.resolved !== undefined) problems.push(`${name} names the place it was fetched from.`);
  }
  return problems;
}

function mayLackIntegrity(entry: LockEntry): boolean {
  return entry.dev === true && entry.optional === true && !fitsPlatform(entry, HERE);
}

if (import.meta.main) {
  const problems = lockProblems(readLock());
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
