// Without the one right key ring nothing starts: a wrong index key would find no suppression and release everybody.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startZoneServer } from '../../../src/compose.ts';
import { createKeyFile } from '../../../src/vault/key-file.ts';
import { createKeyRing } from '../../../src/vault/key-ring.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { SMALL_ZONE } from '../../support/installation.ts';
import { makeKey, releaseOf, startService } from '../../support/service.ts';
import { runSluice } from '../cli/run-sluice.ts';

const SUPPRESSIONS = 'address,reason\nbob@gmail.com,unsubscribe\n';
const CONSENTS = [
  'address,kind,signed_at,capture_point',
  ...['ann@gmail.com', 'bob@gmail.com'].map(
    (address) => `${address},can_spam_affirmative,2026-01-05,web_form`,
  ),
  '',
].join('\n');
const LIST = 'id,email\n1,ann@gmail.com\n2,bob@gmail.com\n';

let database: TestDatabase;
let dns: { dns: string; stop(): Promise<void> };
let folder: string;
let keyFile: string;
let environment: Record<string, string>;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'sluice-keys-'));
  keyFile = file('keys.json');
  writeFileSync(file('suppressions.csv'), SUPPRESSIONS);
  writeFileSync(file('consents.csv'), CONSENTS);
  writeFileSync(file('list.csv'), LIST);
  writeFileSync(file('zone.txt'), SMALL_ZONE);
  dns = await startZoneServer(file('zone.txt'));
  environment = {
    DATABASE_URL: database.appUrl,
    SLUICE_HOME: file('home'),
    SLUICE_KEY_FILE: keyFile,
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'silent',
  };
  const imported = await runSluice(['import', 'suppressions', file('suppressions.csv')], { environment });
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('1 accepted') });
});
afterAll(async () => {
  await dns.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The 32 bytes of the first index key, one bit of them another. */
function withOneBitFlipped(text: string): string {
  const ring = JSON.parse(text) as { index: { key: string }[] };
  const [entry] = ring.index;
  if (!entry) throw new Error('The ring has no index key.');
  const key = Buffer.from(entry.key, 'base64url');
  key.writeUInt8(key.readUInt8(7) ^ 1, 7);
  entry.key = key.toString('base64url');
  return JSON.stringify(ring);
}

/** Two at a time: the machine may have two cores. */
const COMMANDS = [
  [
    ['serve', '--port', '0'],
    ['serve', '--role', 'worker'],
  ],
  [['import', 'suppressions', 'suppressions.csv'], ['cleanup']],
];

const WRONG: [string, () => unknown][] = [
  ['moved away', () => {}],
  ['replaced by a fresh one', () => createKeyFile(keyFile, createKeyRing(new Date()))],
  [
    'changed by one bit of a key',
    () => writeFileSync(keyFile, withOneBitFlipped(readFileSync(file('kept.json'), 'utf8')), { mode: 0o600 }),
  ],
];

describe.each(WRONG)('a key file that was %s', (_, makeWrong) => {
  beforeAll(async () => {
    renameSync(keyFile, file('kept.json'));
    await makeWrong();
  });
  afterAll(() => {
    rmSync(keyFile, { force: true });
    renameSync(file('kept.json'), keyFile);
  });

  it('stops everything that works with people within 10 s with exit 3, and no file is made', async () => {
    const before = readdirSync(folder, { recursive: true });
    for (const pair of COMMANDS) {
      const ends = pair.map(async (args) => {
        const { code, signal, stdout, stderr } = await runSluice(args, {
          environment,
          cwd: folder,
          killAfterMs: 10_000,
        });
        const isRefusal = /^sluice: key-ring-mismatch: [^\n]+\n$/.test(stderr);
        return { args, code, signal, stdout, isRefusal };
      });
      expect(await Promise.all(ends)).toEqual(
        pair.map((args) => ({ args, code: 3, signal: null, stdout: '', isRefusal: true })),
      );
    }
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

it('with the right key back, what was suppressed before is still kept out', async () => {
  const consents = await runSluice(['import', 'consents', file('consents.csv')], { environment });
  expect(consents.code).toBe(0);
  const key = await makeKey(environment);
  const service = await startService(environment);
  try {
    expect(await releaseOf(service.url, key, file('list.csv'))).toBe('row,address\r\n1,ann@gmail.com\r\n');
  } finally {
    await service.stop();
  }
});
