// Sluice's own PostgreSQL starts wherever Sluice does, and is closed to everybody else.
import { chmodSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { acquireLocalPostgres, type LocalPostgres } from '../../../db/local-postgres.ts';
import { type Place, ROOT_FOLDER } from '../../../db/postgres/place.ts';
import {
  CAN_SWITCH_USER,
  gone,
  HOLD_POSTGRES,
  IS_ROOT,
  KNOCK,
  linesOf,
  makeHome,
  NOBODY,
  placeOf,
  runProgram,
  STRANGER,
  serversOn,
  useFolder,
  useHome,
} from '../../support/homes.ts';

async function ask(url: string, query: string): Promise<Record<string, unknown>[]> {
  const pool = openPool({ url, applicationName: 'test', max: 1 });
  try {
    return [...(await pool.sql.unsafe(query))];
  } finally {
    await pool.close();
  }
}

/** The server of another home, for the running test alone. */
async function start(home: string) {
  const own = await acquireLocalPostgres({ home });
  onTestFinished(() => own.release());
  const its = await placeOf(home);
  return { server: own, place: its, pid: serversOn(its.data)[0] };
}

let server: LocalPostgres;
let place: Place;
let pid: number;
let remove: () => Promise<void>;
beforeAll(async () => {
  const made = await makeHome();
  remove = made.remove;
  server = await acquireLocalPostgres({ home: made.home });
  place = await placeOf(made.home);
  [pid = 0] = serversOn(place.data);
});
afterAll(async () => {
  await server.release();
  await remove();
});

const modeOf = (path: string) => statSync(path).mode & 0o777;

/** Inodes of the sockets that a process has open. */
function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
    return inode === undefined ? [] : [inode];
  });
}

describe('the own server', () => {
  it('listens on a socket in a closed folder and on no port', async () => {
    expect(await ask(server.appUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect(modeOf(place.socket)).toBe(0o700);
    expect(modeOf(place.data)).toBe(0o700);
    expect(modeOf(place.log)).toBe(0o600);
    const ports = ['tcp', 'tcp6'].flatMap((kind) =>
      readFileSync(`/proc/net/${kind}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[9]),
    );
    const sockets = socketsOf(pid);
    expect(sockets.length).toBeGreaterThan(0);
    expect(sockets.filter((inode) => ports.includes(inode))).toEqual([]);
  });

  it('writes no statement and no error into its log', async () => {
    await expect(ask(server.appUrl, "SELECT 'ann@clinic.example'::uuid")).rejects.toThrow('uuid');
    await expect(ask(server.appUrl, 'SELECT 1 / 0 AS marker_statement')).rejects.toThrow('zero');
    const log = readFileSync(place.log, 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toMatch(/ann@clinic|marker_statement/);
  });

  it('knows no superuser that a client can be', async () => {
    const roles = await ask(
      server.appUrl,
      'SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolcanlogin ORDER BY 1',
    );
    const none = { rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false };
    expect(roles.filter(({ rolsuper }) => !rolsuper)).toEqual([
      { rolname: 'sluice_app', rolsuper: false, ...none },
      { rolname: 'sluice_owner', rolsuper: false, ...none },
    ]);
    for (const { rolname } of roles.filter(({ rolsuper }) => rolsuper)) {
      const sql = postgres({ path: join(place.socket, '.s.PGSQL.5432'), username: String(rolname), max: 1 });
      await expect(sql`SELECT 1`).rejects.toMatchObject({ code: '28000' });
      await sql.end();
    }
  });

  it.runIf(IS_ROOT)('runs under root as an ordinary user, on programs that belong to root', async () => {
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
    const program = readlinkSync(`/proc/${pid}/exe`);
    expect(program.startsWith(`${ROOT_FOLDER}/postgresql-`)).toBe(true);
    for (let path = program; path !== dirname(ROOT_FOLDER); path = dirname(path)) {
      expect({ path, uid: statSync(path).uid }).toEqual({ path, uid: 0 });
      expect(modeOf(path) & 0o022).toBe(0);
    }
  });

  it.runIf(IS_ROOT)('keeps the cluster of a home that others cannot enter where its user can', async () => {
    const folder = await useFolder();
    chmodSync(folder, 0o700);
    const home = await useHome(folder);
    const closed = await start(home);
    expect(dirname(closed.place.root)).toBe(ROOT_FOLDER);
    expect(readdirSync(home)).toEqual([]);
    expect(await ask(closed.server.appUrl, 'SELECT current_user')).toEqual([{ current_user: 'sluice_app' }]);
  });

  it.runIf(CAN_SWITCH_USER)('runs for an ordinary user inside the home', async () => {
    const home = join(await useFolder(NOBODY), 'home');
    const program = runProgram(HOLD_POSTGRES, [home], NOBODY);
    expect(await program.line()).toMatch(/^ready postgres:\/\/sluice_app@/);
    const data = join(home, 'postgres', 'data');
    const [pid = 0] = serversOn(data);
    expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
    expect(modeOf(join(home, 'postgres'))).toBe(0o700);
    program.leave();
    expect(await program.line()).toBe('released');
    await gone(() => serversOn(data).length === 0);
  });

  it('runs for two homes of one machine at the same time', async () => {
    const [one, other] = await Promise.all([useHome(), useHome()].map(async (home) => start(await home)));
    expect(new Set([pid, one?.pid, other?.pid]).size).toBe(3);
    await ask(one?.server.ownerUrl ?? '', 'CREATE TABLE only_here (a int)');
    const found = await ask(other?.server.ownerUrl ?? '', "SELECT to_regclass('only_here') AS found");
    expect(found).toEqual([{ found: null }]);
  });
});

describe.runIf(CAN_SWITCH_USER)('T4 · any local user is superuser of the own PostgreSQL', () => {
  it('can neither reach the server nor read its data', async () => {
    const users = ['sluice_app', 'sluice_owner', 'sluice_super'];
    const told = await linesOf(runProgram(KNOCK, [place.socket, place.data, ...users], STRANGER));
    expect(told).toEqual(['EACCES', 'EACCES', 'EACCES', 'EACCES']);
  });

  it('is refused by name where it can reach the socket', async () => {
    const { uid, gid } = statSync(`/proc/${pid}`);
    const users = ['sluice_app', 'sluice_owner', 'sluice_super'];
    // The account that runs the server belongs to other programs as well.
    const told = await linesOf(runProgram(KNOCK, [place.socket, place.log, ...users], { uid, gid }));
    expect(told).toEqual(['28000', '28000', '28000', 'ENOTDIR']);
  });
});
