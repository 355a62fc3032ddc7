// SLUICE_PHI_MODE as an operator meets it: `on` refuses the start and says what to do, `off` only says it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { IS_ROOT } from '../../support/homes.ts';
import { launchIn, NPM_SCRIPT, outcomeOf } from './launch.ts';

const OTHER_MOUNT = '/dev/shm';

let folder: string;
let other: string;
let database: TestDatabase;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-phi-'));
  other = mkdtempSync(join(OTHER_MOUNT, 'sluice-phi-'));
  database = await createTestDatabase();
  environment = {
    SLUICE_PHI_MODE: 'on',
    SLUICE_HOME: join(folder, 'home'),
    SLUICE_KEY_FILE: join(other, 'keys.json'),
    DATABASE_URL: database.appUrl,
    SLUICE_DNS: '127.0.0.1:9',
  };
});
afterAll(async () => {
  await database.drop();
  for (const each of [folder, other]) rmSync(each, { recursive: true, force: true });
});

const run = (args: readonly string[], also: Record<string, string> = {}, command = NPM_SCRIPT) =>
  outcomeOf(launchIn(folder, command)(args, { environment: { ...environment, ...also } }));

describe('T19 · the service listens where others can hear it, without TLS', () => {
  const open = { SLUICE_HOST: '0.0.0.0' };
  const sentence =
    'SLUICE_HOST is reachable from other machines: put TLS in front and set SLUICE_BEHIND_TLS=1.';

  it('is refused with 2 in PHI mode, before anything is opened', async () => {
    const { code, stderr } = await run(['serve', '--port', '0'], open);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sluice: phi-mode-unmet: /);
    expect(stderr).toContain(sentence);
    expect(existsSync(join(folder, 'home'))).toBe(false);
    expect(existsSync(join(other, 'keys.json'))).toBe(false);
  });

  it('is said at each start while PHI mode is off', async () => {
    // A database that is not there ends the start after the conditions and before the port.
    const off = { ...open, SLUICE_PHI_MODE: 'off', DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' };
    const { code, stderr } = await run(['serve', '--port', '0'], off);
    expect(code).toBe(3);
    const [first = ''] = stderr.split('\n');
    expect(JSON.parse(first)).toMatchObject({ level: 40, msg: `not for patients' data yet: ${sentence}` });
  });
});

describe('T25 · PHI mode with a process whose memory is open', () => {
  it('is refused with 2, and says what opens it', async () => {
    // Many accounts begin with a limit of 0; it can be raised as far as the hard limit goes.
    const bare = 'ulimit -S -c "$(ulimit -H -c)"; exec node src/cli/sluice.ts';
    const cores = execFileSync('sh', ['-c', 'ulimit -H -c'], { encoding: 'utf8' }).trim();
    const { code, stderr } = await run(
      ['keys', 'list'],
      { NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2' },
      bare,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('take inspect, heapsnapshot, heap-prof and report out of NODE_OPTIONS');
    expect(stderr).toContain('start node with --disable-sigusr1');
    if (cores !== '0') expect(stderr).toContain('ulimit -c 0');
  });

  it('goes on where every condition is met', async ({ skip }) => {
    skip(
      !IS_ROOT,
      'needs root: else the database of the tests runs as the user that the key file belongs to',
    );
    // The first command makes the key and says where it lies; the second has nothing to say.
    expect(await run(['keys', 'list'])).toEqual({ code: 0, stderr: expect.stringContaining('"key_file"') });
    expect(await run(['keys', 'list'])).toEqual({ code: 0, stderr: '' });
  });
});
