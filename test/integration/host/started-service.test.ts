// A real `serve` with everything at its defaults, looked at from outside: by strangers, by the kernel, by a packer.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import type { Place } from '../../../db/postgres/place.ts';
import {
  type Account,
  CAN_SWITCH_USER,
  gone,
  KNOCK,
  linesOf,
  NOBODY,
  placeOf,
  runProgram,
  STRANGER,
  serversOn,
} from '../../support/homes.ts';
import { type Service, startService, workerOf } from '../../support/service.ts';
import { dockerContext } from './docker-context.ts';
import { launchIn } from './launch.ts';
import { environmentOf, listeners } from './process-files.ts';

const LOOK_AT = new URL('./look-at.ts', import.meta.url);
/** A system account that is neither the stranger nor the one that others share. */
const DAEMON: Account = { uid: 1, gid: 1 };
const USERS = ['sluice_app', 'sluice_owner', 'sluice_super'];

let folder: string;
let home: string;
let place: Place;
let service: Service;
const pids = { serve: 0, worker: 0, postgres: 0 };
beforeAll(async () => {
  // A checkout that everybody may enter, with the home in it, where the default would put it.
  folder = mkdtempSync(join(tmpdir(), 'sluice-host-'));
  chmodSync(folder, 0o755);
  home = join(folder, '.sluice');
  const environment = {
    SLUICE_HOME: home,
    SLUICE_DNS: '127.0.0.1:9',
    NPM_TOKEN: 'npm_marker',
    SLUICE_API_KEY: 'sk_marker',
    NODE_OPTIONS: '--stack-trace-limit=7',
  };
  service = await startService(environment, launchIn(folder));
  place = await placeOf(home);
  await gone(() => workerOf(service) !== null, 30_000);
  pids.serve = service.child.pid ?? 0;
  pids.worker = workerOf(service) ?? 0;
  [pids.postgres = 0] = serversOn(place.data);
});
afterAll(async () => {
  await service.stop();
  for (const pid of serversOn(place.data)) process.kill(pid, 'SIGKILL');
  await gone(() => serversOn(place.data).length === 0);
  rmSync(place.root, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

/** What a stranger is told is asked as a stranger. */
const asRoot = ({ skip }: TestContext) =>
  skip(!CAN_SWITCH_USER, 'needs root and a checkout that others may read, to run a program as somebody else');

describe('T4 · any local user is superuser of the own PostgreSQL', () => {
  it('lets no other account of the machine to the socket', async (context) => {
    asRoot(context);
    for (const account of [STRANGER, DAEMON]) {
      const told = await linesOf(runProgram(KNOCK, [place.socket, place.data, ...USERS], account));
      expect({ ...account, told }).toEqual({ ...account, told: Array(4).fill('EACCES') });
    }
  });

  it('knows nobody by name but the service, not even who runs the server', async (context) => {
    asRoot(context);
    const [, uid = 0] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pids.postgres}/status`, 'utf8')) ?? [];
    // Where it is not the server's account itself, `nobody` does not get as far as being asked.
    const accounts = [{ uid: Number(uid), gid: Number(uid) }, NOBODY];
    for (const account of accounts) {
      const told = await linesOf(runProgram(KNOCK, [place.socket, home, ...USERS], account));
      expect(told).toHaveLength(4);
      for (const answer of told.slice(0, 3)) expect(answer).toMatch(/^(28000|EACCES)$/);
    }
  });

  it('shows a stranger neither the home, the cluster, the socket nor the key file', async (context) => {
    asRoot(context);
    const below = readdirSync(place.root, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(place.root, name),
    );
    const paths = [home, `${home}-keys.json`, place.root, place.data, place.socket, place.log, ...below];
    expect(below.some((path) => path.endsWith('PG_VERSION'))).toBe(true);
    const told = await linesOf(runProgram(LOOK_AT, paths.slice(0, 500), STRANGER));
    expect(told.length).toBeGreaterThan(50);
    expect(told.filter((line) => !line.startsWith('EACCES '))).toEqual([]);
  });

  it('gives the service itself no superuser', async () => {
    const url = `postgres://sluice_app@localhost/sluice?host=${encodeURIComponent(place.socket)}`;
    const pool = openPool({ url, applicationName: 'test', max: 1 });
    const roles = await pool.sql`
      SELECT DISTINCT r.rolname AS role, r.rolsuper AS super FROM pg_stat_activity a JOIN pg_roles r ON r.rolname = a.usename
      WHERE a.application_name LIKE 'sluice%' ORDER BY 1`;
    await pool.close();
    expect([...roles]).toEqual([
      { role: 'sluice_app', super: false },
      { role: 'sluice_owner', super: false },
    ]);
  });
});

describe('T19 · the service listens where others can hear it', () => {
  it('opens one port, on loopback, and no other process of it any', () => {
    const { port } = new URL(service.url);
    expect(listeners(pids.serve, pids.worker, pids.postgres)).toEqual([`127.0.0.1:${port}`]);
  });
});

describe('T25 · the environment of a child tells a secret', () => {
  it.each(['worker', 'postgres'] as const)('gives %s nothing but what the system needs', (name) => {
    const names = environmentOf(pids[name]).map((entry) => entry.split('=')[0]);
    expect(names).toContain('PATH');
    const allowed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_ENV', 'NODE_CHANNEL_FD'];
    // Node tells a forked child of its channel itself.
    expect(
      names.filter((each) => !allowed.includes(each ?? '') && !each?.startsWith('NODE_CHANNEL_')),
    ).toEqual([]);
  });
});

describe('T11 · a copy of the data holds the key', () => {
  it('is said at the start, with all else that patients’ data would need and nothing that is there', () => {
    const said = service
      .log()
      .split('\n')
      .filter((line) => line.includes("not for patients' data yet"));
    for (const sentence of ['SLUICE_KEY_FILE must name', 'another mount', 'DATABASE_URL should name'])
      expect(said.filter((line) => line.includes(sentence))).toHaveLength(1);
    expect(said.join()).not.toMatch(/SLUICE_HOST|NODE_OPTIONS|sigusr1|core limit/);
  });
});

describe('T26 · repository and image carry the home folder', () => {
  const parts = ['src/main.ts', 'data/roles.txt'];
  beforeAll(() => {
    for (const name of ['.dockerignore', 'package.json']) copyFileSync(name, join(folder, name));
    // A second home, made by a command that was run one folder deeper.
    const strays = [
      'src/.sluice/postgres/data/PG_VERSION',
      'src/.sluice-keys.json',
      '.env',
      'src/.env',
      'patients.csv',
    ];
    for (const path of [...parts, ...strays]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), 'content');
    }
  });

  it('has a home and a key file to carry', () => {
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['.sluice', '.sluice-keys.json']));
  });

  it('sends Docker neither', () => {
    expect(dockerContext(folder)).toEqual([...parts, 'package.json'].sort());
  });

  it('packs neither', () => {
    const answer = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: folder, encoding: 'utf8' });
    const [packed] = Object.values(JSON.parse(answer) as Record<string, { files: { path: string }[] }>);
    expect(packed?.files.map(({ path }) => path).sort()).toEqual([...parts, 'package.json'].sort());
  });
});
