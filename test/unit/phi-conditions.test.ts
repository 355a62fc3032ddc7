// The conditions for patients' data: each one that is not met is a sentence that says what to do.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { unmetPhiConditions } from '../../src/phi-conditions.ts';

/** A file system of its own on every Linux. */
const OTHER_MOUNT = '/dev/shm';

let folder: string;
let other: string;
let good: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-phi-'));
  other = mkdtempSync(join(OTHER_MOUNT, 'sluice-phi-'));
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(other, 'keys.json'), '{}', { mode: 0o600 });
  good = {
    SLUICE_HOME: join(folder, 'home'),
    SLUICE_KEY_FILE: join(other, 'keys.json'),
    DATABASE_URL: 'postgres://u@db.example/x?sslmode=verify-full',
    SLUICE_DNS: '10.0.0.53',
  };
});
afterEach(() => {
  for (const each of [folder, other]) rmSync(each, { recursive: true, force: true });
});

/** Of the process that runs the tests these two say nothing; test/integration/host has them in processes of their own. */
const OF_THE_PROCESS = /--disable-sigusr1|core limit/;

async function unmetWith(environment: Record<string, string | undefined>): Promise<string[]> {
  const config = readConfig({ ...good, ...environment });
  return (await unmetPhiConditions(config)).filter((sentence) => !OF_THE_PROCESS.test(sentence));
}

describe("T11 · a copy of the data holds the key: conditions for patients' data", () => {
  it('are met by a named key file on a mount of its own, and a database elsewhere', async () => {
    expect(statSync(other).dev).not.toBe(statSync(folder).dev);
    expect(await unmetWith({})).toEqual([]);
    expect(await unmetWith({ SLUICE_KEY_FILE: join(other, 'not-made-yet.json') })).toEqual([]);
  });

  it('ask for a key file that is named', async () => {
    expect(await unmetWith({ SLUICE_KEY_FILE: undefined })).toEqual([
      'SLUICE_KEY_FILE must name the key file.',
      expect.stringContaining('another mount'),
    ]);
  });

  it('ask for a key file outside the home, and on another mount', async () => {
    const sameMount = expect.stringContaining('must lie on another mount than SLUICE_HOME');
    expect(await unmetWith({ SLUICE_KEY_FILE: join(folder, 'home', 'keys.json') })).toEqual([
      'The key file must not lie inside SLUICE_HOME.',
      sameMount,
    ]);
    expect(await unmetWith({ SLUICE_KEY_FILE: join(folder, 'keys.json') })).toEqual([sameMount]);
  });

  it.each([0o640, 0o604, 0o644, 0o660])(
    'ask for a key file that is closed to others: mode %i',
    async (mode) => {
      chmodSync(join(other, 'keys.json'), mode);
      expect(await unmetWith({})).toEqual([expect.stringContaining('chmod it to 0600')]);
    },
  );

  it('ask for a database that runs as another user than the one the key file belongs to', async () => {
    // The owner of the socket is who runs the server.
    writeFileSync(join(folder, '.s.PGSQL.5433'), '');
    const url = `postgres://u@localhost:5433/x?host=${encodeURIComponent(folder)}`;
    expect(await unmetWith({ DATABASE_URL: url })).toEqual([
      expect.stringContaining('run one of them as another user'),
    ]);
    expect(await unmetWith({ DATABASE_URL: url.replace('5433', '5434') })).toEqual([]);
  });

  it('ask for a packaged database, and for one that does not run as nobody', async ({ skip }) => {
    const own = await unmetWith({ DATABASE_URL: undefined });
    expect(own).toContain('DATABASE_URL should name a packaged PostgreSQL.');
    skip(process.getuid?.() !== 0, 'needs root: only then the server runs as another user');
    const asNobody = await unmetWith({ DATABASE_URL: undefined, SLUICE_DB_USER: 'nobody' });
    expect(asNobody).toEqual([
      expect.stringContaining('must not run as "nobody"'),
      'DATABASE_URL should name a packaged PostgreSQL.',
    ]);
  });
});

describe('T19 · the service listens where others can hear it', () => {
  it.each(['0.0.0.0', '::', '192.168.1.7', 'clinic.example', '127.clinic.example'])(
    'asks for TLS in front of %s',
    async (host) => {
      expect(await unmetWith({ SLUICE_HOST: host })).toEqual([
        expect.stringContaining('set SLUICE_BEHIND_TLS=1'),
      ]);
      expect(await unmetWith({ SLUICE_HOST: host, SLUICE_BEHIND_TLS: '1' })).toEqual([]);
    },
  );

  it.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('asks for nothing on %s', async (host) => {
    expect(await unmetWith({ SLUICE_HOST: host })).toEqual([]);
  });
});

describe('T25 · a switch of node opens the memory of the process', () => {
  it.each([
    '--inspect',
    '--inspect-brk=0.0.0.0:9229',
    '--inspect_port=9229',
    '--enable-source-maps --heapsnapshot-signal=SIGUSR2',
    '--heapsnapshot_near_heap_limit=1',
    '--heap-prof',
    '--report-on-signal',
  ])('is refused in NODE_OPTIONS: %s', async (options) => {
    expect(await unmetWith({ NODE_OPTIONS: options })).toEqual([
      expect.stringContaining('take inspect, heapsnapshot'),
    ]);
  });

  it('leaves other switches alone', async () => {
    expect(await unmetWith({ NODE_OPTIONS: '--max-old-space-size=512 --report-exclude-env' })).toEqual([]);
  });
});
