// The key file is opened only when it is safe, and made once however many start.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, link, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createKeyFile,
  defaultKeyFile,
  openKeyFile,
  openOrCreateKeyFile,
  replaceKeyFile,
} from '../../../src/vault/key-file.ts';
import { removeDrafts } from '../../../src/vault/key-file-draft.ts';
import { serializeKeyRing } from '../../../src/vault/key-ring-json.ts';
import { codeOfAsync } from './error-code.ts';
import { freshRing, NOW } from './sample-ring.ts';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-key-file-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isRoot = process.geteuid?.() === 0;

describe('the key file', () => {
  it.each([
    ['/srv/sluice', '/srv/sluice-keys.json'],
    ['/srv/sluice/', '/srv/sluice-keys.json'],
    ['/srv/a/../sluice', '/srv/sluice-keys.json'],
  ])('of %s lies beside it', (home, expected) => {
    expect(defaultKeyFile(home)).toBe(expected);
  });

  it('is null when it is missing, and nothing is made', async () => {
    expect(await openKeyFile(path)).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is made once with mode 0600 whatever the umask, and leaves nothing else behind', async () => {
    const umask = process.umask(0o777);
    const first = await openOrCreateKeyFile(path, NOW).finally(() => process.umask(umask));
    expect(first.created).toBe(true);
    expect((await stat(path)).mode & 0o7777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['keys.json']);
    const second = await openOrCreateKeyFile(path, NOW);
    expect(second.created).toBe(false);
    expect(second.ring.id).toBe(first.ring.id);
  });

  it('is made in a folder that does not exist yet, closed to others', async () => {
    await openOrCreateKeyFile(join(folder, 'a', 'b', 'keys.json'), NOW);
    expect((await stat(join(folder, 'a', 'b'))).mode & 0o7777).toBe(0o700);
  });

  it('is never written over', async () => {
    const kept = freshRing();
    expect(await createKeyFile(path, kept)).toBe(true);
    expect(await createKeyFile(path, freshRing())).toBe(false);
    expect((await openKeyFile(path))?.id).toBe(kept.id);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });
});

describe('T11 · the key file is a link, or open to others: refused as key-file-unsafe', () => {
  it.each([0o644, 0o640, 0o660, 0o604, 0o700, 0o4600, 0o400])('mode %o', async (mode) => {
    await createKeyFile(path, freshRing());
    await chmod(path, mode);
    expect(await codeOfAsync(() => openKeyFile(path))).toBe('key-file-unsafe');
  });

  it('a link to a good file', async () => {
    await createKeyFile(join(folder, 'real.json'), freshRing());
    await symlink(join(folder, 'real.json'), path);
    expect(await codeOfAsync(() => openKeyFile(path))).toBe('key-file-unsafe');
    expect(await codeOfAsync(() => openOrCreateKeyFile(path, NOW))).toBe('key-file-unsafe');
  });

  it('a link to nothing, and no file is made behind it', async () => {
    await symlink(join(folder, 'elsewhere.json'), path);
    expect(await codeOfAsync(() => openOrCreateKeyFile(path, NOW))).toBe('key-file-unsafe');
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('a folder', async () => {
    await mkdir(path, { mode: 0o600 });
    expect(await codeOfAsync(() => openKeyFile(path))).toBe('key-file-unsafe');
  });

  it('a named pipe, without waiting for a writer', async () => {
    await once(spawn('mkfifo', ['-m', '600', path]), 'exit');
    expect(await codeOfAsync(() => openKeyFile(path))).toBe('key-file-unsafe');
  });

  it.runIf(isRoot)('a file of another user', async () => {
    await createKeyFile(path, freshRing());
    await chown(path, 65534, 65534);
    expect(await codeOfAsync(() => openKeyFile(path))).toBe('key-file-unsafe');
  });

  it('a file in the place of its folder', async () => {
    await writeFile(path, '');
    expect(await codeOfAsync(() => openKeyFile(join(path, 'keys.json')))).toBe('key-file-unsafe');
    expect(await codeOfAsync(() => createKeyFile(join(path, 'keys.json'), freshRing()))).toBe(
      'key-file-unsafe',
    );
  });
});

it('a safe file with broken content is refused as key-ring-mismatch and stays', async () => {
  const cut = serializeKeyRing(freshRing()).subarray(0, -3);
  await writeFile(path, cut, { mode: 0o600 });
  expect(await codeOfAsync(() => openOrCreateKeyFile(path, NOW))).toBe('key-ring-mismatch');
  expect((await stat(path)).size).toBe(cut.length);
});

it('a second name of a good file is as good', async () => {
  await createKeyFile(join(folder, 'first.json'), freshRing());
  await link(join(folder, 'first.json'), path);
  expect(await openKeyFile(path)).not.toBeNull();
});

describe('a key file that is replaced', () => {
  it('is the new one, of mode 0600, and nothing else is left', async () => {
    await createKeyFile(path, freshRing());
    const next = freshRing();
    const umask = process.umask(0o777);
    await replaceKeyFile(path, next, async () => {}).finally(() => process.umask(umask));
    expect((await openKeyFile(path))?.id).toBe(next.id);
    expect((await stat(path)).mode & 0o7777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('is the old one when something speaks against it at the last moment', async () => {
    const kept = freshRing();
    await createKeyFile(path, kept);
    const refused = replaceKeyFile(path, freshRing(), () => Promise.reject(new Error('The lock is gone.')));
    await expect(refused).rejects.toThrow('The lock is gone.');
    expect((await openKeyFile(path))?.id).toBe(kept.id);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('is refused as key-file-unsafe where its name cannot be taken', async () => {
    await mkdir(path);
    expect(await codeOfAsync(() => replaceKeyFile(path, freshRing(), async () => {}))).toBe(
      'key-file-unsafe',
    );
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('drafts of a process that was killed are found and removed, and no other file', async () => {
    const names = ['.keys.json.0123456789abcdef.tmp', '.keys.json.tmp', '.other.json.0123456789abcdef.tmp'];
    for (const name of names) await writeFile(join(folder, name), '');
    await removeDrafts(path);
    expect((await readdir(folder)).sort()).toEqual(names.slice(1).sort());
  });
});

describe('T11 · many first starts make many rings', () => {
  it('20 within a process', async () => {
    const starts = await Promise.all(Array.from({ length: 20 }, () => openOrCreateKeyFile(path, NOW)));
    expect(new Set(starts.map(({ ring }) => ring.id)).size).toBe(1);
    expect(starts.filter(({ created }) => created)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('5 processes with 4 each', { timeout: 60_000 }, async () => {
    const module = new URL('../../../src/vault/key-file.ts', import.meta.url).href;
    const script = `
      const { openOrCreateKeyFile } = await import(${JSON.stringify(module)});
      const start = () => openOrCreateKeyFile(process.argv[1], new Date());
      const starts = await Promise.all([start(), start(), start(), start()]);
      console.log(starts.map(({ ring, created }) => ring.id + ' ' + created).join('\\n'));
    `;
    const outputs = await Promise.all(
      Array.from({ length: 5 }, () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, path]);
        return text(child.stdout);
      }),
    );
    const lines = outputs.join('').trim().split('\n');
    expect(lines).toHaveLength(20);
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(1);
    expect(lines.filter((line) => line.endsWith('true'))).toHaveLength(1);
  });
});
