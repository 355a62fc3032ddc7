// An installation with somebody suppressed, key files that are not its own, and how commands end with them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startZoneServer } from '../../../src/compose.ts';
import { createKeyFile } from '../../../src/vault/key-file.ts';
import { createKeyRing } from '../../../src/vault/key-ring.ts';
import { createTestDatabase } from '../../support/database.ts';
import { SMALL_ZONE } from '../../support/installation.ts';
import { runSluice } from '../cli/run-sluice.ts';

const FILES = {
  'suppressions.csv': 'address,reason\nbob@gmail.com,unsubscribe\n',
  'consents.csv': [
    'address,kind,signed_at,capture_point',
    ...['ann@gmail.com', 'bob@gmail.com'].map(
      (address) => `${address},can_spam_affirmative,2026-01-05,web_form`,
    ),
    '',
  ].join('\n'),
  'list.csv': 'id,email\n1,ann@gmail.com\n2,bob@gmail.com\n',
  'zone.txt': SMALL_ZONE,
};

/** What a release of `list.csv` holds when the suppression of Bob is honoured, and when it is not found. */
export const WITHOUT_BOB = 'row,address\r\n1,ann@gmail.com\r\n';
export const WITH_BOB = `${WITHOUT_BOB}2,bob@gmail.com\r\n`;

export interface KeyedInstallation {
  readonly keyFile: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** A file in the folder. */
  file(name: string): string;
  close(): Promise<void>;
}

/** Bob is suppressed under the key file that was made with it. */
export async function openKeyedInstallation(): Promise<KeyedInstallation> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-keys-'));
  const file = (name: string) => join(folder, name);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(file(name), text);
  const dns = await startZoneServer(file('zone.txt'));
  const environment = {
    DATABASE_URL: database.appUrl,
    SLUICE_HOME: file('home'),
    SLUICE_KEY_FILE: file('keys.json'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'silent',
  };
  const imported = await runSluice(['import', 'suppressions', file('suppressions.csv')], { environment });
  if (!imported.stdout.includes('1 accepted')) throw new Error(`Nobody was suppressed: ${imported.stderr}`);
  return {
    keyFile: file('keys.json'),
    environment,
    folder,
    file,
    async close() {
      await dns.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Each puts a wrong key file, or none, in the place of the right one, whose text it is given. */
export const WRONG_KEY_FILES: [string, (keyFile: string, right: string) => unknown][] = [
  ['moved away', () => {}],
  ['replaced by a fresh one', (keyFile) => createKeyFile(keyFile, createKeyRing(new Date()))],
  [
    'changed by one bit of a key',
    (keyFile, right) => writeFileSync(keyFile, withOneBitFlipped(right), { mode: 0o600 }),
  ],
];

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

/** Commands that end by themselves, and services that only a wrong key ends. */
export const COMMANDS: readonly (readonly string[])[] = [
  ['import', 'suppressions', 'suppressions.csv'],
  ['cleanup'],
];
export const SERVICES: readonly (readonly string[])[] = [
  ['serve', '--port', '0'],
  ['serve', '--role', 'worker'],
];

/** Ten seconds are promised, and a command takes one; other tests may keep the machine busy. */
const PATIENCE_MS = 30_000;

/** How commands end that are started together, and what files they left: see `refused`. */
export async function outcomesOf(
  commands: readonly (readonly string[])[],
  { environment, folder }: KeyedInstallation,
  entry?: string,
) {
  const names = () => readdirSync(folder, { recursive: true }).map(String);
  const before = names();
  const ends = commands.map(async (args) => {
    const options = { environment, cwd: folder, killAfterMs: PATIENCE_MS, ...(entry ? { entry } : {}) };
    const { code, signal, stdout, stderr } = await runSluice(args, options);
    const isRefusal = /^sluice: key-ring-mismatch: [^\n]+\n$/.test(stderr);
    return { code, signal, stdout, isRefusal };
  });
  const outcomes = await Promise.all(ends);
  const made = names().filter((name) => !before.includes(name));
  return { outcomes, made };
}

/** The only outcome with a wrong key: exit 3, one line that says why, no file made. */
export function refused(commands: readonly unknown[]) {
  return {
    outcomes: commands.map(() => ({ code: 3, signal: null, stdout: '', isRefusal: true })),
    made: [],
  };
}

export function readKeyFile({ keyFile }: KeyedInstallation): string {
  return readFileSync(keyFile, 'utf8');
}
