// A refresh: compiled from tarballs, shown as a difference, refused when it is not sane, and applied by a person.
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PACKAGES } from '../../../src/reference/compile/sources.ts';
import { setInUse } from '../../../src/reference/kept-sets.ts';
import { readListSet } from '../../../src/reference/list-set.ts';
import { loadReferenceLists } from '../../../src/reference/load.ts';
import { applyStaged, isStaged, type OwnDomains, stageRefresh } from '../../../src/reference/refresh.ts';
import { makeInstallation, namesOf, packageTarball, type SmallInstallation } from './small-packages.ts';
import { tarball, tarEntry } from './tar-builder.ts';

const NOBODY: OwnDomains = { allowed: async () => [], tookMail: async () => [] };
const MAILCHECKER = 'mailchecker';
const NEWER = '99.0.0';

let installation: SmallInstallation;
beforeEach(async () => {
  installation = await makeInstallation();
});
afterEach(async () => {
  await rm(installation.root, { recursive: true, force: true });
});

const inUse = async () => await setInUse(installation.folders, () => {});

/** Stages one package of a newer version that lists these names. */
async function stageNames(
  names: readonly string[],
  own = NOBODY,
  { today = '2026-02-01', version = NEWER } = {},
) {
  const bytes = packageTarball(MAILCHECKER, { version, names });
  return await stageRefresh([await installation.put('newer.tgz', bytes)], installation.folders, own, today);
}

describe('a refresh', () => {
  test('waits until it is applied, and is then what every process finds', async () => {
    const report = await stageNames([...namesOf(MAILCHECKER), 'new-throwaway.com']);
    expect(report).toMatchObject({ version: '2026-02-01', hits: [], refusals: [] });
    expect(report.changes).toMatchObject([
      {
        name: 'disposable',
        versions: ['2026-01-01', '2026-02-01'],
        added: ['new-throwaway.com'],
        removed: [],
      },
    ]);
    expect((await inUse()).isBundled).toBe(true);
    expect(await isStaged(installation.folders)).toBe(true);

    expect(await applyStaged(installation.folders, NOBODY)).toMatchObject({ version: '2026-02-01' });
    const { directory, version } = await inUse();
    expect([version, await isStaged(installation.folders)]).toEqual(['2026-02-01', false]);
    const lists = await loadReferenceLists(directory);
    expect(lists.disposable.source).toBe('disposable@2026-02-01');
    expect(lists.relay.source).toBe('relay@2026-01-01');
    expect(lists.disposable.has('New-Throwaway.com.')).toBe(true);
    const manifest = (await readListSet(directory)).manifest.lists.find(({ name }) => name === 'disposable');
    expect(manifest?.sources).toContainEqual(
      expect.objectContaining({ name: MAILCHECKER, version: NEWER, names: 21 }),
    );
    expect(await readFile(join(directory, 'notices.txt'), 'utf8')).toContain('Licence of fakefilter.');
  });

  test('of packages of which some were not given takes nothing away, and says so', async () => {
    const report = await stageNames([...namesOf(MAILCHECKER).slice(1), 'new-throwaway.com']);
    expect(report.changes).toMatchObject([{ name: 'disposable', removed: [] }]);
    expect(report.notGiven).toEqual(PACKAGES.map(({ name }) => name).filter((name) => name !== MAILCHECKER));
  });

  test('of all packages takes away what none of them names', async () => {
    const gone = namesOf(MAILCHECKER)[0] ?? '';
    const files = await Promise.all(
      PACKAGES.map(({ name }) => {
        const names = namesOf(name).filter((listed) => listed !== gone);
        return installation.put(`${name}.tgz`, packageTarball(name, { version: NEWER, names }));
      }),
    );
    const report = await stageRefresh(files, installation.folders, NOBODY, '2026-02-01');
    expect(report).toMatchObject({ notGiven: [], refusals: [] });
    expect(report.changes.find(({ name }) => name === 'disposable')).toMatchObject({ removed: [gone] });
  });

  test('of the same packages changes nothing and leaves nothing waiting', async () => {
    const report = await stageRefresh(
      [await installation.put('same.tgz', packageTarball(MAILCHECKER))],
      installation.folders,
      NOBODY,
      '2026-02-01',
    );
    expect(report).toMatchObject({ version: null, changes: [], refusals: [] });
    expect(await isStaged(installation.folders)).toBe(false);
  });

  test('gets a version of its own on a day that has one, and on a day before the newest', async () => {
    for (const [release, today, version] of [
      ['99.0.1', '2026-02-01', '2026-02-01'],
      ['99.0.2', '2026-02-01', '2026-02-01.2'],
      ['99.0.3', '2025-12-31', '2026-02-01.3'],
    ] as const) {
      const names = [...namesOf(MAILCHECKER), `of-${release}.com`];
      await stageNames(names, NOBODY, { today, version: release });
      expect(await applyStaged(installation.folders, NOBODY)).toMatchObject({ version });
      expect((await inUse()).version).toBe(version);
    }
  });

  test('shows which newly disposable domains took mail here or were free providers', async () => {
    const free = namesOf('email-providers')[0] ?? '';
    const own: OwnDomains = {
      ...NOBODY,
      tookMail: async (domains) => domains.filter((one) => one === 'ours.com'),
    };
    const report = await stageNames([...namesOf(MAILCHECKER), free, 'ours.com', 'theirs.com'], own);
    expect(report).toMatchObject({ version: '2026-02-01', hits: [free, 'ours.com'] });
  });
});

describe('T42 · a newer list package runs code, writes outside, or calls a real domain disposable', () => {
  /** What must not come into being, wherever a package tries to write. */
  const marker = () => join(installation.root, 'marker');
  const refusedWith = (sentence: RegExp) => ({
    version: null,
    refusals: [expect.stringMatching(sentence)],
  });
  async function stage(bytes: Buffer) {
    const file = await installation.put('newer.tgz', bytes);
    return await stageRefresh([file], installation.folders, NOBODY, '2026-02-01');
  }

  test('install scripts and modules are text: their names are read, nothing of them runs', async () => {
    const touch = `require('node:fs').writeFileSync(${JSON.stringify(marker())}, 'ran');`;
    const names = JSON.stringify([...namesOf(MAILCHECKER), 'new-throwaway.com']);
    const report = await stage(
      packageTarball(MAILCHECKER, {
        version: NEWER,
        description: { scripts: { postinstall: `touch ${marker()}` }, main: 'platform/node/index.js' },
        entryText: `${touch}\nmodule.exports = { get list() { ${touch} return []; } };\nconst all = new Set(${names});`,
      }),
    );
    expect(report).toMatchObject({ version: '2026-02-01', refusals: [] });
    await expect(stat(marker())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  const wanted = 'package/platform/node/index.js';
  test.each<[string, () => Buffer, RegExp]>([
    [
      'a path that leaves the archive',
      () => packageTarball(MAILCHECKER, { version: NEWER, extra: [tarEntry('package/../../marker', 'out')] }),
      /a path leaves the root/,
    ],
    [
      'an absolute path',
      () => packageTarball(MAILCHECKER, { version: NEWER, extra: [tarEntry('/tmp/marker', 'out')] }),
      /a path leaves the root/,
    ],
    [
      'a link in place of the entry',
      () =>
        tarball([
          tarEntry(
            'package/package.json',
            JSON.stringify({ name: MAILCHECKER, version: NEWER, license: 'MIT' }),
          ),
          tarEntry(wanted, '', { type: '2' }),
        ]),
      /not a regular file/,
    ],
    [
      'an entry of 2 GB',
      () =>
        tarball([
          tarEntry(
            'package/package.json',
            JSON.stringify({ name: MAILCHECKER, version: NEWER, license: 'MIT' }),
          ),
          tarEntry(wanted, '', { size: '20000000000' }),
        ]),
      /cut short/,
    ],
    [
      'an archive that inflates to more than the limit',
      () =>
        packageTarball(MAILCHECKER, {
          version: NEWER,
          extra: [tarEntry('package/bomb', 'a'.repeat(65 << 20))],
        }),
      /inflates beyond the limit/,
    ],
    [
      'a __proto__ key in place of names',
      () => packageTarball('disposable-domains', { version: NEWER, entryText: '{"__proto__":["a.com"]}' }),
      /not an array of strings/,
    ],
    [
      'a description by prototype',
      () => tarball([tarEntry('package/package.json', '{"__proto__":{"name":"mailchecker"}}')]),
      /none of the packages/,
    ],
    [
      'another tarball of a version that is known',
      () => packageTarball(MAILCHECKER, { names: [...namesOf(MAILCHECKER), 'new-throwaway.com'] }),
      /another integrity/,
    ],
    [
      'another licence',
      () => packageTarball(MAILCHECKER, { version: NEWER, description: { license: 'BUSL-1.1' } }),
      /no longer under MIT/,
    ],
    [
      'a stranger’s package',
      () => packageTarball(MAILCHECKER, { description: { name: 'left-pad' } }),
      /none of the packages/,
    ],
    ['no archive at all', () => Buffer.from('<html>'), /damaged/],
  ])('%s is refused, and nothing is written', async (_, bytes, sentence) => {
    await installation.put('newer.tgz', Buffer.from(''));
    const before = await installation.paths();
    expect(await stage(bytes())).toMatchObject(refusedWith(sentence));
    expect(await installation.paths()).toEqual(before);
    expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  });

  test.each([
    ['a large provider', 'gmail.com'],
    ['a relay', 'privaterelay.appleid.com'],
    ['the domain above a relay', 'appleid.com'],
    ['a hospital', 'mayoclinic.org'],
  ])('%s that a package newly calls disposable stops the refresh', async (_, domain) => {
    const report = await stageNames([...namesOf(MAILCHECKER), domain]);
    expect(report).toMatchObject(
      refusedWith(new RegExp(`newly call .*: ${domain.replaceAll('.', '\\.')}\\.`)),
    );
    expect(await isStaged(installation.folders)).toBe(false);
  });

  test('what the packages always called so does not', async () => {
    expect(await stageNames([...namesOf(MAILCHECKER), 'new-throwaway.com'])).toMatchObject({ refusals: [] });
  });

  test('a domain of the own allow list stops the refresh', async () => {
    const own: OwnDomains = {
      ...NOBODY,
      allowed: async (domains) => domains.filter((one) => one === 'ours.com'),
    };
    const report = await stageNames([...namesOf(MAILCHECKER), 'ours.com'], own);
    expect(report).toMatchObject(refusedWith(/allow list: ours\.com\./));
  });

  test('a package that lost more than a tenth of its names stops the refresh', async () => {
    expect(await stageNames(namesOf(MAILCHECKER).slice(0, 18))).toMatchObject({ refusals: [] });
    expect(await stageNames(namesOf(MAILCHECKER).slice(0, 17))).toMatchObject(
      refusedWith(/mailchecker \S+ lists 20 names, 99\.0\.0 lists 17/),
    );
  });

  test('a list that would lose more than a tenth stops the refresh, whatever the packages count', async () => {
    const files = await Promise.all(
      PACKAGES.map(({ name, feeds }) => {
        const names = feeds === 'disposable' ? namesOf('disposable-domains') : namesOf(name);
        return installation.put(`${name}.tgz`, packageTarball(name, { version: NEWER, names }));
      }),
    );
    const report = await stageRefresh(files, installation.folders, NOBODY, '2026-02-01');
    expect(report).toMatchObject(refusedWith(/The list disposable would lose 95 of 114 entries/));
  });

  test('lists that were changed while they waited are not applied', async () => {
    await stageNames([...namesOf(MAILCHECKER), 'new-throwaway.com']);
    await rm(join(installation.folders.refreshed, 'staged', 'relay.txt'));
    await expect(applyStaged(installation.folders, NOBODY)).rejects.toMatchObject({
      code: 'reference-lists-invalid',
    });
    expect((await inUse()).isBundled).toBe(true);
  });
});
