// The proof of a release: its numbers add up, and whatever is changed afterwards is found by `release verify`.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReleaseView } from '../../../src/compose.ts';
import { verifyRelease } from '../../../src/release/verify.ts';
import { trustedKeys } from '../../../src/vault/public-keys.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { runSluice } from '../cli/run-sluice.ts';
import { createSender, decidedRows, decideNow, fetchFile, importLines, NEWSLETTER } from './release-desk.ts';

const LIST = [
  'email,city',
  'ann@kelpworks.com,Aarhus',
  'Bob@kelpworks.com,"Sant Feliu, Girona"',
  'ann@kelpworks.com,again',
  'nobody,x',
  'cyd@kelpworks.com,Köln',
  'eve@gmail.com,Porto',
  '',
].join('\r\n');
const FILE = 'row,address,city\r\n1,ann@kelpworks.com,Aarhus\r\n2,Bob@kelpworks.com,"Sant Feliu, Girona"\r\n';

interface Manifest {
  readonly rows: number;
  readonly counts: { readonly released: number; readonly held: number; readonly excluded: number };
  readonly reasons: Readonly<Record<string, number>>;
  readonly file: { readonly sha256: string; readonly bytes: number; readonly rows: number };
  readonly decided_at: string;
  readonly expires_at: string;
  readonly list: string;
  readonly release: string;
  readonly policy: string;
}

let sluice: TestInstallation;
let release: ReleaseView;
let list: string;
let file: string;
let manifestText: string;
let manifest: Manifest;
let folder: string;
let place: { manifest: string; file: string };

beforeAll(async () => {
  sluice = await openTestInstallation();
  list = (await completeList(sluice, LIST)).id;
  const optIn = { kind: 'state_consent', signed_at: '2026-01-01', capture_point: 'web_form' };
  await importLines(sluice, 'consents', [
    { ...optIn, address: 'ann@kelpworks.com' },
    { ...optIn, address: 'bob@kelpworks.com' },
    { ...optIn, address: 'cyd@kelpworks.com' },
  ]);
  await importLines(sluice, 'suppressions', [{ address: 'CYD@kelpworks.com', reason: 'role_account' }]);
  const sender = await createSender(sluice, 'marketing');
  release = await decideNow(sluice, { ...NEWSLETTER, list, sender, columns: ['city'] });
  file = (await fetchFile(sluice, release.id)).text;
  manifestText = await (await sluice.request(`/v1/releases/${release.id}/manifest`)).text();
  manifest = JSON.parse(manifestText);
  folder = await mkdtemp(join(tmpdir(), 'sluice-proof-'));
  place = { manifest: join(folder, 'manifest.json'), file: join(folder, 'file.csv') };
  await writeFile(place.manifest, manifestText);
  await writeFile(place.file, file);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await sluice.close();
});

describe('the released file', () => {
  it('holds the numbers and addresses of released rows, and the columns that were asked for', () => {
    expect(file).toBe(FILE);
  });

  it('is the same at each download', async () => {
    expect((await fetchFile(sluice, release.id)).text).toBe(file);
  });
});

describe('the manifest', () => {
  it('adds up, with the release, with the rows and with the file', async () => {
    const { released, held, excluded } = manifest.counts;
    expect(released + held + excluded).toBe(manifest.rows);
    expect(manifest).toMatchObject({ rows: 6, counts: { released: 2, held: 1, excluded: 3 }, list });
    expect(Object.values(manifest.reasons).reduce((sum, rows) => sum + rows, 0)).toBe(held + excluded);
    expect({ counts: manifest.counts, reasons: manifest.reasons }).toEqual({
      counts: release.counts,
      reasons: release.reasons,
    });
    expect(manifest.file).toEqual({
      rows: 2,
      bytes: Buffer.byteLength(file),
      sha256: createHash('sha256').update(file).digest('hex'),
    });
    const rows = await decidedRows(sluice, release.id);
    expect(rows.map(({ primary }) => primary)).toEqual([
      null,
      null,
      'DUPLICATE',
      'SYNTAX_INVALID',
      'SUPPRESSION_REVIEW_ROLE_ACCOUNT',
      'NO_AFFIRMATIVE_CONSENT',
    ]);
  });

  it('names no address, and ends a day after the decision', () => {
    expect(manifestText).not.toContain('@kelpworks');
    expect(Date.parse(manifest.expires_at) - Date.parse(manifest.decided_at)).toBe(86_400_000);
    expect(manifest.expires_at).toBe(release.expires_at);
    expect(manifest.policy).toBe('default@1');
  });

  it('is the same at each download', async () => {
    const again = await sluice.request(`/v1/releases/${release.id}/manifest`);
    expect(await again.text()).toBe(manifestText);
  });
});

describe('verifying', () => {
  const verify = (manifestBytes: Uint8Array, fileBytes: Uint8Array) =>
    verifyRelease(trustedKeys(sluice.installation.ring), manifestBytes, fileBytes, new Date());

  it('finds every changed byte of the file', () => {
    const missed = eachByteChanged(file).filter(
      (changed) => verify(Buffer.from(manifestText), changed).genuine,
    );
    expect(missed).toEqual([]);
  });

  it('finds every changed byte of the manifest', () => {
    const missed = eachByteChanged(manifestText).filter(
      (changed) => verify(changed, Buffer.from(file)).genuine,
    );
    expect(missed.map((bytes) => bytes.toString())).toEqual([]);
  });
});

/** One copy for each byte, with its lowest bit flipped. */
function eachByteChanged(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from(bytes, (byte, at) => {
    const changed = Buffer.from(bytes);
    changed[at] = byte ^ 1;
    return changed;
  });
}

describe('sluice release verify', () => {
  const run = (args: readonly string[], keyFile = sluice.config.keyFile) =>
    runSluice(['release', 'verify', ...args], {
      environment: { SLUICE_KEY_FILE: keyFile, SLUICE_HOME: folder },
    });
  const written = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  it('ends with 0 for the file that was released', async () => {
    expect(await run([place.manifest, place.file])).toMatchObject({
      code: 0,
      stdout: `genuine: release ${release.id}, 2 rows\n`,
      stderr: '',
    });
  });

  it.each([
    ['a changed address', (text: string) => text.replace('ann@', 'amn@')],
    ['a dropped row', (text: string) => text.replace(/^2,.*\r\n/m, '')],
    ['an added row', (text: string) => `${text}7,eve@gmail.com,Porto\r\n`],
    ['other line ends', (text: string) => text.replaceAll('\r\n', '\n')],
  ])('finds %s', async (name, change) => {
    const changed = await written(`${name}.csv`, change(file));
    expect(await run([place.manifest, changed])).toMatchObject({ code: 1, stderr: '' });
  });

  it('finds changed counts', async () => {
    const changed = await written('counts.json', manifestText.replace('"released":2', '"released":3'));
    const { code, stdout } = await run([changed, place.file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^not genuine: /) });
  });

  it('finds an expired release', async () => {
    const { code, stdout } = await run(['--at', manifest.expires_at, place.manifest, place.file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'not genuine: expired\n' });
  });

  it('trusts no other ring', async () => {
    const ring = JSON.parse(await readFile(sluice.config.keyFile, 'utf8'));
    const key = Buffer.from(ring.manifest[0].key, 'base64url');
    key[key.length - 1] = (key.at(-1) ?? 0) ^ 1;
    ring.manifest[0].key = key.toString('base64url');
    const other = join(folder, 'other-keys.json');
    await writeFile(other, JSON.stringify(ring), { mode: 0o600 });
    expect(await run([place.manifest, place.file], other)).toMatchObject({ code: 1 });
  });

  it('says so when a file is missing or is no manifest', async () => {
    expect(await run([place.manifest, join(folder, 'none.csv')])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'sluice: file-unreadable: The file cannot be read.\n',
    });
    expect(await run([place.file, place.file])).toMatchObject({ code: 1 });
  });
});
