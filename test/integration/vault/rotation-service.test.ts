// `keyring rotate` beside a running service with its worker: nobody restarts, every list that lives is read.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../db/database.ts';
import { type Client, createClient } from '../../../src/client/client.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { rotateKeys } from '../../../src/pipeline/rotate-keys.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { SMALL_ZONE } from '../../support/installation.ts';
import { makeKey, type Service, startService } from '../../support/service.ts';
import { runSluice } from '../cli/run-sluice.ts';

const DAY = 24 * 3_600_000;
const LIST = 'id,email\n1,ann@gmail.com\n2,bob@gmail.com\n';

let made: TestDatabase;
let database: Database;
let dns: { dns: string; stop(): Promise<void> };
let folder: string;
let environment: Record<string, string>;
let service: Service;
let client: Client;
let key: string;
const file = (name: string) => join(folder, name);
const run = (...args: string[]) => runSluice(args, { environment, cwd: folder });

beforeAll(async () => {
  made = await createTestDatabase();
  database = openDatabase(made.appUrl, 'test rotation', 4);
  folder = await mkdtemp(join(tmpdir(), 'sluice-rotation-'));
  writeFileSync(file('list.csv'), LIST);
  writeFileSync(file('zone.txt'), SMALL_ZONE);
  dns = await startZoneServer(file('zone.txt'));
  environment = {
    DATABASE_URL: made.appUrl,
    SLUICE_HOME: file('home'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'warn',
  };
  service = await startService(environment);
  key = await makeKey(environment);
  client = createClient({ url: service.url, key });
});
afterAll(async () => {
  await service.stop();
  await dns.stop();
  await database.close();
  await made.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Uploads without asking for the list, so that the API has not opened its key. */
const upload = async () =>
  (await client.uploadList(file('list.csv'), { name: 'News', source: 'web_form' })).id;

async function expectResults(id: string): Promise<void> {
  expect(await client.waitForList(id)).toMatchObject({ status: 'completed', rows: 2 });
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${service.url}/v1/lists/${id}/results`, { headers });
  expect(await answer.text()).toContain('1,ann@gmail.com,deliverable');
}

describe('T11 · nobody knows where the key is until it is lost', () => {
  it('the first run says once where the key file lies, and what to do with it', () => {
    const said = service.log().match(/"key_file":"[^"]+"/g);
    expect(said).toEqual([`"key_file":"${file('home-keys.json')}"`]);
    expect(service.log()).toContain('keep a copy of it, apart from the data');
  });
});

describe('T12 · the key of a deleted list lives on in the memory of running processes', () => {
  it('a rotation on the command line changes the file, and the service follows without a restart', async () => {
    const before = await upload();
    copyFileSync(file('home-keys.json'), file('older.json'));
    const rotated = await run('keyring', 'rotate', '--now');
    expect(rotated).toMatchObject({ code: 0, stderr: '' });
    expect(rotated.stdout).toMatch(/^a new epoch, 1 keys of lists moved, 0 epochs destroyed\nThe key file/);
    expect(await run('keyring', 'rotate')).toMatchObject({
      code: 0,
      stdout: 'no new epoch, the active one is young, 0 keys of lists moved, 0 epochs destroyed\n',
    });
    await expectResults(before);
    // The API knows the new epoch now, and the worker meets it with this list.
    const after = await upload();
    await expectResults(after);
    const { stdout } = await run('keyring', 'status');
    expect(stdout).toMatch(/^lists {5}[0-9a-f-]{36} {2}lookup .* wraps 0 until 20/m);
    expect(stdout).toMatch(/^lists {5}[0-9a-f-]{36} {2}active .* 0 days wraps 2$/m);
    expect(stdout).toMatch(/^oldest epoch of lists: to be destroyed from 20\S+ on$/m);
    expect(stdout).toContain(` in ${file('home-keys.json')}\n`);
  });

  it('and so it does when every epoch that it knows is destroyed', async () => {
    const before = await upload();
    const dryRun = await run('keyring', 'rotate', '--dry-run', '--now');
    expect(dryRun.stdout).toBe('would do: a new epoch, 3 keys of lists moved, 0 epochs destroyed\n');
    const { destroyed, moved } = await rotateKeys({
      database,
      keyFile: file('home-keys.json'),
      actor: { name: 'cli', personId: null },
      now: new Date((await database.now()).getTime() + 36 * DAY),
    });
    expect({ moved, destroyed: destroyed.length }).toEqual({ moved: 3, destroyed: 2 });
    const [after] = await Promise.all([upload(), expectResults(before)]);
    await expectResults(after);
    expect(service.log()).not.toMatch(/fail-closed|key-ring-mismatch/);
  });

  it('an older key file that is put back starts nothing', async () => {
    const current = readFileSync(file('home-keys.json'));
    writeFileSync(file('home-keys.json'), readFileSync(file('older.json')), { mode: 0o600 });
    const refused = await run('cleanup');
    writeFileSync(file('home-keys.json'), current, { mode: 0o600 });
    expect(refused).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^sluice: key-ring-mismatch: /),
    });
  });
});
