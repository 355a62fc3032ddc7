// What must hold before patients' data may be stored here; each unmet condition is one sentence.
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { chooseServerUser } from '../db/postgres/server-user.ts';
import { type Config, isLoopback } from './config.ts';
import { asksStrangers } from './lookup/public-name-servers.ts';

/** Node's switches that open a port into the process or write its memory to a file. */
const OPENING_SWITCH = /^--(inspect|debug|heapsnapshot|heap-prof|report-(on|uncaught))/;

/** The conditions that are not met, in plain words; empty when all are. */
export async function unmetPhiConditions(config: Config): Promise<string[]> {
  const key = await stat(config.keyFile).catch(() => null);
  const databaseUser = await databaseUserOf(config);
  const switches = switchesOf(config);
  const conditions: readonly (readonly [isMet: boolean, whatToDo: string])[] = [
    [config.keyFileNamed, 'SLUICE_KEY_FILE must name the key file.'],
    [!isInside(config.keyFile, config.home), 'The key file must not lie inside SLUICE_HOME.'],
    [
      !(await isSameMount(config.keyFile, config.home)),
      'The key file must lie on another mount than SLUICE_HOME, so that a copy of one lacks the other.',
    ],
    [key === null || (key.mode & 0o077) === 0, 'The key file is open to others: chmod it to 0600.'],
    [
      databaseUser === null || databaseUser.uid !== (key?.uid ?? process.geteuid?.()),
      'The key file belongs to the system user that runs the database: run one of them as another user.',
    ],
    [
      databaseUser?.name !== 'nobody',
      'The database must not run as "nobody", which other daemons use: name a user of its own in SLUICE_DB_USER.',
    ],
    [config.databaseUrl !== undefined, 'DATABASE_URL should name a packaged PostgreSQL.'],
    [
      isLoopback(config.host) || config.behindTls,
      'SLUICE_HOST is reachable from other machines: put TLS in front and set SLUICE_BEHIND_TLS=1.',
    ],
    [
      !switches.some((each) => OPENING_SWITCH.test(each)),
      'A switch of node opens the memory of this process: take inspect, heapsnapshot, heap-prof and report out of NODE_OPTIONS and the command.',
    ],
    [
      switches.includes('--disable-sigusr1'),
      'A signal opens the debugger: start node with --disable-sigusr1, as "npm run sluice" does.',
    ],
    [
      !asksStrangers(config.dns, await readFile('/etc/resolv.conf', 'utf8').catch(() => '')),
      'The name servers of this machine are a public resolver, which would see the domains of every list: name your own in SLUICE_DNS.',
    ],
    [
      await leavesNoCore(),
      'A crash would write the memory of this process to a disk: set the core limit to 0 ("ulimit -c 0", LimitCORE=0, "--ulimit core=0").',
    ],
  ];
  return conditions.filter(([isMet]) => !isMet).map(([, whatToDo]) => whatToDo);
}

/** The system user that runs the database, where it can be known: the own server's, or the owner of the socket. */
async function databaseUserOf({
  databaseUrl,
  dbUser,
}: Config): Promise<{ name?: string; uid: number } | null> {
  if (databaseUrl === undefined) {
    // A user that cannot be had is said when the server is started.
    const user = await chooseServerUser(dbUser, false).catch(() => null);
    const uid = user?.switchTo?.uid ?? process.geteuid?.();
    return user === null || uid === undefined ? null : { name: user.name, uid };
  }
  const { port, searchParams } = new URL(databaseUrl);
  const folder = searchParams.get('host');
  if (folder === null) return null;
  return stat(join(folder, `.s.PGSQL.${port || 5432}`)).catch(() => null);
}

/** The switches that node was started with, from its command and from NODE_OPTIONS. */
function switchesOf({ nodeOptions }: Config): string[] {
  // Node takes `_` for `-`.
  return [...process.execArgv, ...nodeOptions.split(/\s+/)].map((each) => each.replaceAll('_', '-'));
}

/** By the limit of this process, which its children inherit; where there is no /proc it cannot be known. */
async function leavesNoCore(): Promise<boolean> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const [, soft = '0'] = /^Max core file size\s+(\S+)/m.exec(limits) ?? [];
  return soft === '0';
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..');
}

async function isSameMount(keyFile: string, home: string): Promise<boolean> {
  const [key, data] = await Promise.all([deviceOf(dirname(keyFile)), deviceOf(home)]);
  return key !== null && key === data;
}

/** The device of a folder, or of the nearest one above it that exists. */
async function deviceOf(folder: string): Promise<number | null> {
  const found = await stat(folder).catch(() => null);
  if (found) return found.dev;
  return dirname(folder) === folder ? null : deviceOf(dirname(folder));
}
