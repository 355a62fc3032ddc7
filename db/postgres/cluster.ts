// Makes the data folder of the own PostgreSQL: roles, access rules and the database.
import { spawn } from 'node:child_process';
import { chown, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../src/errors.ts';
import type { PostgresPrograms } from './binaries.ts';
import type { Place } from './place.ts';
import type { ServerUser } from './server-user.ts';

/** The role that owns the schema, and the role that the service works as: no DDL, no superuser. */
export const OWNER_ROLE = 'sluice_owner';
export const APP_ROLE = 'sluice_app';
export const DATABASE = 'sluice';

/** Sockets only, and only for the system users that the map names; `trust` appears nowhere. */
const ACCESS_RULES = 'local all all peer map=sluice\n';

/** Single-user statements; the service's user is never superuser. */
const bootstrap = (mayCreateDatabases: boolean) => [
  `CREATE ROLE ${OWNER_ROLE} LOGIN${mayCreateDatabases ? ' CREATEDB' : ''};`,
  // To see which processes still use the server before it is stopped.
  `GRANT pg_read_all_stats TO ${OWNER_ROLE};`,
  `CREATE ROLE ${APP_ROLE} LOGIN;`,
  `CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE};`,
  `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;`,
  `GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO ${APP_ROLE};`,
];

/**
 * Makes the cluster unless it is there. It is built beside and renamed, so a start that was killed half-way
 * leaves no half cluster, and two starts at once agree on one.
 */
export async function ensureCluster(
  { root, data }: Place,
  programs: PostgresPrograms,
  user: ServerUser,
  ownerMayCreateDatabases: boolean,
): Promise<void> {
  const found = await stat(join(data, 'PG_VERSION')).catch(() => null);
  if (found) return assertOwner(found.uid, user);
  const staging = join(root, `new-${process.pid}`);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { mode: 0o700 });
  if (user.switchTo) await chown(staging, user.switchTo.uid, user.switchTo.gid);
  const initdb = ['-D', staging, '-U', 'sluice_super', '--encoding=UTF8', '--locale-provider=builtin'];
  await run(programs.initdb, [...initdb, '--builtin-locale=C.UTF-8', '--locale=C', '--auth=peer'], user);
  await writeOwned(join(staging, 'pg_hba.conf'), ACCESS_RULES, user);
  await writeOwned(join(staging, 'pg_ident.conf'), peerMap(user.clientName), user);
  const single = ['--single', '-j', '-D', staging, 'postgres'];
  await run(programs.postgres, single, user, `${bootstrap(ownerMayCreateDatabases).join('\n\n')}\n\n`);
  await rename(staging, data).catch(() => rm(staging, { recursive: true, force: true }));
}

function assertOwner(uid: number, user: ServerUser): void {
  if (uid === (user.switchTo?.uid ?? process.getuid?.() ?? uid)) return;
  throw new SluiceError('database-start-failed', {
    detail: `The data of this home belong to another system user (uid ${uid}); name it in SLUICE_DB_USER.`,
  });
}

/** The system user of the service may be the owner or the app role, never the superuser. */
function peerMap(clientName: string): string {
  return [OWNER_ROLE, APP_ROLE].map((role) => `sluice "${clientName}" ${role}\n`).join('');
}

/** The folder is the server user's own: everything is done on the open file, never by a name that may become a link. */
async function writeOwned(path: string, text: string, user: ServerUser): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    if (user.switchTo) await file.chown(user.switchTo.uid, user.switchTo.gid);
  } finally {
    await file.close();
  }
}

/** Runs one of PostgreSQL's programs to its end; 60 s at most. */
async function run(program: string, args: string[], user: ServerUser, input = ''): Promise<void> {
  const child = spawn(program, args, {
    ...(user.switchTo ?? {}),
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: 60_000,
  });
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaint = `${complaint}${bytes.toString()}`.slice(-400);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  if (code === 0 && !/\b(FATAL|ERROR)\b/.test(complaint)) return;
  // No list or address has reached the server yet, so its own words are safe to show.
  throw new SluiceError('database-start-failed', {
    detail: complaint.trim() || 'The program could not be run.',
  });
}
