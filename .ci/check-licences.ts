// Holds every locked package to a permissive licence, and prints the table with --list.
import { existsSync, readFileSync } from 'node:fs';
import { type Lock, type LockEntry, packageName, readLock } from './lock-file.ts';

/** Licences that ask for no more than their notice; SPDX identifiers. */
const PERMISSIVE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
]);

/** Packages under another licence that are let in, by the beginning of their name, and why. */
const EXCEPTIONS: readonly { name: string; licence: string; reason: string }[] = [
  {
    name: 'lightningcss',
    licence: 'MPL-2.0',
    reason: 'Development only, through vitest and vite: unchanged, and no part of what is shipped.',
  },
];

/** One package and what was found about its licence. */
export interface LicenceRow {
  name: string;
  version: string;
  licence: string;
  dev: boolean;
  /** `permissive`, the reason of an exception, or null: not allowed. */
  allowed: string | null;
}

/** The licence that an installed package declares in its own package.json, if it is installed. */
type InstalledLicence = (place: string) => string | undefined;

/**
 * The licence of every locked package. The installed package's own word counts where it is installed,
 * else the lock's. An entry that `complete-lock.ts` made for another platform has neither; it is dev
 * and optional, is never installed here, and has the licence of the package it belongs to.
 */
export function licenceRows(lock: Lock, installed: InstalledLicence): LicenceRow[] {
  return Object.entries(lock.packages)
    .filter(([place]) => place !== '')
    .map(([place, entry]) => {
      const licence = installed(place) ?? entry.license ?? licenceOfOwner(lock, packageName(place)) ?? 'none';
      const name = packageName(place);
      return {
        name,
        version: entry.version ?? '',
        licence,
        dev: entry.dev === true || entry.devOptional === true,
        allowed: permission(name, licence, entry),
      };
    });
}

function licenceOfOwner(lock: Lock, name: string): string | undefined {
  const owner = Object.values(lock.packages).find((entry) => name in (entry.optionalDependencies ?? {}));
  return owner?.license;
}

function permission(name: string, licence: string, entry: LockEntry): string | null {
  if (isPermissive(licence)) return 'permissive';
  const exception = EXCEPTIONS.find((each) => name.startsWith(each.name) && each.licence === licence);
  return exception !== undefined && entry.dev === true ? exception.reason : null;
}

/** SPDX expressions, as far as packages use them: one side of an OR is enough, an AND needs both. */
export function isPermissive(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(bare)) return false;
  return bare.split(' OR ').some((side) => side.split(' AND ').every((licence) => PERMISSIVE.has(licence)));
}

/** Reads `node_modules/<place>/package.json`; older packages write an object or a list. */
export function licenceOnDisk(place: string): string | undefined {
  const path = `${place}/package.json`;
  if (!existsSync(path)) return undefined;
  const { license, licenses } = JSON.parse(readFileSync(path, 'utf8')) as {
    license?: string | { type: string };
    licenses?: { type: string }[];
  };
  if (typeof license === 'string') return license;
  return license?.type ?? licenses?.map(({ type }) => type).join(' OR ');
}

if (import.meta.main) {
  const rows = licenceRows(readLock(), licenceOnDisk);
  const shown = process.argv.includes('--list') ? rows : rows.filter((row) => row.allowed === null);
  for (const { name, version, licence, dev, allowed } of shown) {
    const cells = [
      `${name}@${version}`.padEnd(52),
      licence.padEnd(18),
      dev ? 'dev ' : 'ships',
      allowed ?? 'REFUSED',
    ];
    process.stdout.write(`${cells.join(' ')}\n`);
  }
  process.exitCode = rows.some((row) => row.allowed === null) ? 1 : 0;
}
