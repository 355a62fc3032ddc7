// The shape of package-lock.json (lockfileVersion 3) and what its package names tell.
import { readFileSync } from 'node:fs';

/** The file that the lock scripts read and write; npm runs them at the root of the checkout. */
export const LOCK_PATH = 'package-lock.json';

/** One package of the lock. The empty key stands for the project itself. */
export interface LockEntry {
  version?: string;
  /** Where npm fetched the package. Never committed: the registry is each machine's own setting. */
  resolved?: string;
  integrity?: string;
  license?: string;
  bin?: Record<string, string>;
  hasInstallScript?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  /** npm copies these as the package wrote them: a list, or one word. */
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface Lock {
  lockfileVersion: number;
  packages: Record<string, LockEntry>;
}

/** A platform in npm's words, for instance `linux`, `x64`, `glibc`. */
export interface Platform {
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

export function readLock(path: string = LOCK_PATH): Lock {
  return JSON.parse(readFileSync(path, 'utf8')) as Lock;
}

/** `node_modules/a/node_modules/@b/c` is the place of package `@b/c`. */
export function packageName(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

const CPUS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];
const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];

/**
 * Reads the platform out of a package's name: `@biomejs/cli-linux-x64-musl` is linux, x64, musl.
 * A word that names no platform is passed over, and what the name leaves open stays open.
 */
export function platformInName(name: string): Platform {
  const words = name.split(/[/-]/);
  const platform: Platform = {};
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => CPUS.includes(word));
  if (os !== undefined) platform.os = [os];
  if (cpu !== undefined) platform.cpu = [cpu];
  if (words.some((word) => word.startsWith('musl'))) platform.libc = ['musl'];
  else if (words.some((word) => word.startsWith('gnu'))) platform.libc = ['glibc'];
  return platform;
}

/** True when the entry is a package of this very platform, or of any. */
export function fitsPlatform(entry: LockEntry, here: { os: string; cpu: string; libc: string }): boolean {
  return admits(entry.os, here.os) && admits(entry.cpu, here.cpu) && admits(entry.libc, here.libc);
}

/** npm's rule: no list admits everything; `!word` shuts a word out; a list of words admits those. */
function admits(list: string | string[] | undefined, word: string): boolean {
  if (list === undefined) return true;
  const words = typeof list === 'string' ? [list] : list;
  if (words.includes(`!${word}`)) return false;
  const named = words.filter((each) => !each.startsWith('!'));
  return named.length === 0 || named.includes(word);
}
