// Homes of the own PostgreSQL for tests: made, looked into, and removed with everything that ran in them.
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { preparePlace } from '../../db/postgres/place.ts';
import { chooseServerUser } from '../../db/postgres/server-user.ts';

export const IS_ROOT = process.getuid?.() === 0;

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account `nobody`, for programs that run as somebody else. */
export const NOBODY: Account = { uid: 65534, gid: 65534 };
/** An account that stands in no table of the system. */
export const STRANGER: Account = { uid: 12345, gid: 12345 };

/** Programs for `runProgram`. */
export const HOLD_POSTGRES = new URL('./hold-postgres.ts', import.meta.url);
export const KNOCK = new URL('./knock.ts', import.meta.url);

/** As root, and in a checkout that everybody may read: then a program can be run as somebody else. */
export const CAN_SWITCH_USER = IS_ROOT && isOpenToAll(fileURLToPath(import.meta.url));

function isOpenToAll(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A folder to make a home in, for the running test alone. */
export async function useFolder(owner?: Account): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-own-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A home of this process's user; `remove` ends its server, whoever uses it, and removes its data. */
export async function makeHome(folder?: string): Promise<{ home: string; remove(): Promise<void> }> {
  const above = folder ?? (await mkdtemp(join(tmpdir(), 'sluice-own-')));
  const home = join(above, 'home');
  return {
    home,
    async remove() {
      if (existsSync(home)) {
        const place = await placeOf(home);
        for (const pid of serversOn(place.data)) process.kill(pid, 'SIGKILL');
        await gone(() => serversOn(place.data).length === 0);
        await rm(place.root, { recursive: true, force: true });
      }
      await rm(above, { recursive: true, force: true });
    },
  };
}

/** A home for the running test alone. */
export async function useHome(folder?: string): Promise<string> {
  const { home, remove } = await makeHome(folder);
  onTestFinished(remove);
  return home;
}

export async function placeOf(home: string) {
  return preparePlace(home, await chooseServerUser(undefined, false));
}

/** Processes of PostgreSQL, with their sessions, whose command line names the data folder. */
export function serversOn(data: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid).includes(data));
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Looks every 25 ms until it is so. */
export async function gone(isSo: () => boolean, timeoutMs = 10_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !isSo(); ) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** The next line of its standard output; null at its end. */
  line(): Promise<string | null>;
  /** Ends its standard input. */
  leave(): void;
}

/** Runs a program, as somebody else if an account is given; killed when the test is done. */
export function runProgram(program: URL, args: readonly string[], as?: Account): RunningProgram {
  const child = spawn(process.execPath, [fileURLToPath(program), ...args], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'inherit'],
    ...as,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async line() {
      const next = await lines.next();
      return next.done ? null : next.value;
    },
    leave: () => void child.stdin.end(),
  };
}

/** All lines of a program that takes no input. */
export async function linesOf(program: RunningProgram): Promise<string[]> {
  program.leave();
  const lines: string[] = [];
  for (let line = await program.line(); line !== null; line = await program.line()) lines.push(line);
  return lines;
}
