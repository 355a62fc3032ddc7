// What needs no key holds none: `check` and `verify` work without a key file, beside a foreign one, and make none.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startZoneServer } from '../../../src/compose.ts';
import { SMALL_ZONE } from '../../support/installation.ts';
import { runSluice } from '../cli/run-sluice.ts';

const FOREIGN = 'not a key ring';

let folder: string;
let dns: { dns: string; stop(): Promise<void> };
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-keyless-'));
  writeFileSync(file('zone.txt'), SMALL_ZONE);
  writeFileSync(file('list.csv'), 'id,email\n1,ann@gmail.com\n2,nobody\n');
  writeFileSync(file('foreign.json'), FOREIGN, { mode: 0o644 });
  dns = await startZoneServer(file('zone.txt'));
});
afterAll(async () => {
  await dns.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The key file that is named, or none. */
const KEY_FILES: [string, string | null][] = [
  ['without a key file', null],
  ['with a key file named that is not there', 'none.json'],
  ['with a key file named that is none, and open to all', 'foreign.json'],
];

describe('T22 · a program that needs no index key holds it', () => {
  it.each(KEY_FILES)('check and verify work %s, and make none', async (_, keyFile) => {
    const environment = {
      SLUICE_HOME: file('home'),
      ...(keyFile ? { SLUICE_KEY_FILE: file(keyFile) } : {}),
    };
    const before = readdirSync(folder, { recursive: true });
    const options = { environment, cwd: folder };
    const checked = await runSluice(['check', '--dns', dns.dns, 'ann@gmail.com'], options);
    expect({ code: checked.code, stderr: checked.stderr }).toEqual({ code: 0, stderr: '' });
    expect(checked.stdout).toContain('deliverable');
    const verified = await runSluice(['verify', 'list.csv', '-o', 'out.csv', '--dns', dns.dns], options);
    expect(verified.code).toBe(0);
    expect(readFileSync(file('out.csv'), 'utf8')).toContain('1,ann@gmail.com,deliverable,ok');
    await rm(file('out.csv'));
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    expect(readFileSync(file('foreign.json'), 'utf8')).toBe(FOREIGN);
  });
});
