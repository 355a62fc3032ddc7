// Which lists are used: the newest that are whole; damaged ones are passed over and said.
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkedSets, setInUse } from '../../../src/reference/kept-sets.ts';
import { compareVersions, versionAfter } from '../../../src/reference/manifest.ts';
import { applyStaged, stageRefresh } from '../../../src/reference/refresh.ts';
import { makeInstallation, namesOf, packageTarball, type SmallInstallation } from './small-packages.ts';

const NOBODY = { allowed: async () => [], tookMail: async () => [] };

let installation: SmallInstallation;
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  installation = await makeInstallation();
});
afterEach(async () => {
  await rm(installation.root, { recursive: true, force: true });
});

async function refresh(name: string, today: string): Promise<string> {
  const names = [...namesOf('mailchecker'), name];
  const version = `99.0.${Date.parse(today) / 86_400_000}`;
  const file = await installation.put('newer.tgz', packageTarball('mailchecker', { version, names }));
  expect(await stageRefresh([file], installation.folders, NOBODY, today)).toMatchObject({ refusals: [] });
  await applyStaged(installation.folders, NOBODY);
  return join(installation.folders.refreshed, today);
}
const inUse = async () =>
  (await setInUse(installation.folders, (version) => void warnings.push(version))).version;

async function swapEntry(directory: string): Promise<void> {
  const path = join(directory, 'disposable.txt');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('throwaway-b.com', 'throwaway-c.com'));
}

describe('the lists in use', () => {
  test('are the bundled ones where nothing was refreshed', async () => {
    expect(await inUse()).toBe('2026-01-01');
  });

  test('are the newest, and the ones before stay to explain old verdicts', async () => {
    await refresh('throwaway-a.com', '2026-02-01');
    await refresh('throwaway-b.com', '2026-03-01');
    expect(await inUse()).toBe('2026-03-01');
    expect(
      (await checkedSets(installation.folders)).map(({ version, problem }) => [version, problem]),
    ).toEqual([
      ['2026-03-01', null],
      ['2026-02-01', null],
      ['2026-01-01', null],
    ]);
  });

  test.each<[string, (directory: string) => Promise<void>]>([
    ['a file with another entry in place of one', swapEntry],
    ['a missing file', (directory) => rm(join(directory, 'relay.txt'))],
    ['a manifest that is not one', (directory) => writeFile(join(directory, 'manifest.json'), '{')],
    [
      'the manifest of another version',
      (directory) => cp(join(directory, '../2026-02-01'), directory, { recursive: true }),
    ],
  ])('are the ones before when the newest has %s', async (_, damage) => {
    await refresh('throwaway-a.com', '2026-02-01');
    await damage(await refresh('throwaway-b.com', '2026-03-01'));
    expect(await inUse()).toBe('2026-02-01');
    expect(warnings).toEqual(['2026-03-01']);
    const [newest] = await checkedSets(installation.folders);
    expect(newest?.problem).toMatch(/\.$/);
  });

  test('are never what a link or a stray folder pretends', async () => {
    const { bundled, refreshed } = installation.folders;
    await mkdir(join(refreshed, 'notes'), { recursive: true });
    await symlink(bundled, join(refreshed, '2027-01-01'));
    expect(await inUse()).toBe('2026-01-01');
    expect(warnings).toEqual([]);
  });

  test('are refused when none are whole', async () => {
    await rm(join(installation.folders.bundled, 'relay.txt'));
    await expect(inUse()).rejects.toMatchObject({ code: 'reference-lists-invalid' });
  });
});

describe('versions', () => {
  test.each([
    ['2026-01-01', '2026-01-02', -1],
    ['2026-01-02', '2026-01-01.9', 1],
    ['2026-01-01', '2026-01-01.2', -1],
    ['2026-01-01.10', '2026-01-01.9', 1],
    ['2026-01-01.2', '2026-01-01.2', 0],
  ])('%s against %s is %i', (a, b, order) => {
    expect(Math.sign(compareVersions(a, b))).toBe(order);
  });

  test.each([
    ['2026-01-01', '2026-01-02', '2026-01-02'],
    ['2026-01-01', '2026-01-01', '2026-01-01.2'],
    ['2026-01-01.2', '2025-06-01', '2026-01-01.3'],
  ])('after %s, on %s, comes %s', (newest, today, next) => {
    expect(versionAfter(newest, today)).toBe(next);
    expect(compareVersions(newest, next)).toBeLessThan(0);
  });
});
