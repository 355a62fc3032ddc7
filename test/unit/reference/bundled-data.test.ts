// The compiled files in data/: true to their manifest, clean, and free of contradictions.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PACKAGES } from '../../../src/reference/compile/sources.ts';
import { readListFile } from '../../../src/reference/list-file.ts';
import { loadReferenceLists } from '../../../src/reference/load.ts';
import { type ReferenceListName, readManifest } from '../../../src/reference/manifest.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DATA = join(ROOT, 'data');
const manifest = await readManifest(DATA);
const lists = await loadReferenceLists(DATA);
const linesOf = (name: ReferenceListName): string[] =>
  readListFile(readFileSync(join(DATA, `${name}.txt`), 'utf8'));
const domainsOf = (name: ReferenceListName): string[] =>
  linesOf(name).map((line) => line.split(' ')[0] ?? '');

const LICENCES = new Set(['MIT', 'ISC', 'BSD-3-Clause', 'CC0-1.0', 'Apache-2.0']);
const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

interface TypoCase {
  readonly domain: string;
  readonly expect: string | null;
  readonly mode: 'suggest' | 'suggest-only' | 'keep';
}
const typoCases = readFileSync(join(ROOT, 'test/fixtures/cases/typo-cases.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as TypoCase);

describe('manifest', () => {
  test.each(manifest.lists)('$name is the file, count and hash that the manifest gives', (entry) => {
    const bytes = readFileSync(join(DATA, entry.file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(entry.sha256);
    expect(linesOf(entry.name)).toHaveLength(entry.count);
  });

  test.each(manifest.lists)('$name names its sources, each under a permissive licence', ({ sources }) => {
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter(({ licence }) => !LICENCES.has(licence))).toEqual([]);
    for (const { names, ...source } of sources.filter(({ name }) => name !== 'sluice')) {
      expect(PACKAGES).toContainEqual(expect.objectContaining(source));
      expect(names).toBeGreaterThan(0);
    }
  });

  test('the lists take at most 6 MB', () => {
    const files = ['manifest.json', 'notices.txt', ...manifest.lists.map(({ file }) => file)];
    const sizeBytes = files.reduce((sum, file) => sum + statSync(join(DATA, file)).size, 0);
    expect(sizeBytes).toBeLessThan(6_000_000);
  });

  test('the notices name every package', () => {
    const notices = readFileSync(join(DATA, 'notices.txt'), 'utf8');
    expect(PACKAGES.filter(({ name, version }) => !notices.includes(`== ${name} ${version} (`))).toEqual([]);
  });

  test('the page about the lists gives the counts and versions of the manifest', () => {
    const page = readFileSync(join(ROOT, 'docs/lists.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([\d,]+) \| (\d{4}-\d{2}-\d{2}) \|/gm)];
    const said = rows.map(([, name, count, version]) => ({
      name,
      count: count?.replaceAll(',', ''),
      version,
    }));
    const real = manifest.lists.map(({ name, count, version }) => ({ name, count: `${count}`, version }));
    expect(said).toEqual(real);
    for (const { name, version } of PACKAGES) expect(page).toContain(`\`${name}\` ${version}`);
  });
});

describe('entries', () => {
  test.each(manifest.lists)('$name is sorted and holds nothing twice', ({ name }) => {
    const domains = domainsOf(name);
    expect(domains.filter((domain, at) => at > 0 && domain <= (domains[at - 1] ?? ''))).toEqual([]);
  });

  test.each(manifest.lists.filter(({ name }) => name !== 'roles'))(
    '$name holds lower-case A-labels',
    ({ name }) => {
      expect(domainsOf(name).filter((domain) => !NAME.test(domain))).toEqual([]);
    },
  );

  test('domains end in a top-level domain that is delegated, typo domains aside', () => {
    for (const name of ['disposable', 'relay', 'free', 'providers', 'real-domains'] as const) {
      expect(domainsOf(name).filter((domain) => !lists.tlds.has(domain))).toEqual([]);
    }
  });
});

describe('the lists do not contradict each other', () => {
  test.each(['relay', 'providers', 'real-domains', 'free', 'special-use'] as const)(
    'no name of %s is disposable',
    (name) => {
      expect(domainsOf(name).filter((domain) => lists.disposable.has(domain))).toEqual([]);
    },
  );

  test('no typo domain is a provider, a relay, a real or a disposable domain', () => {
    const wrong = domainsOf('typo-domains');
    expect(
      wrong.filter(
        (domain) =>
          lists.providers.get(domain) !== undefined ||
          [lists.relay, lists.realDomains, lists.disposable, lists.free].some((list) => list.has(domain)),
      ),
    ).toEqual([]);
  });

  test('every typo domain leads to a provider', () => {
    const rights = linesOf('typo-domains').map((line) => line.split(' ')[1] ?? '');
    expect(rights.filter((domain) => lists.providers.get(domain) === undefined)).toEqual([]);
  });

  test('no disposable entry lies below another', () => {
    const below = domainsOf('disposable').filter((domain) =>
      lists.disposable.has(domain.slice(domain.indexOf('.') + 1)),
    );
    expect(below).toEqual([]);
  });
});

describe('labelled typo cases', () => {
  test.each(typoCases.filter(({ mode }) => mode === 'suggest'))('$domain is known as $expect', (row) => {
    expect(lists.typoDomains.get(row.domain)).toBe(row.expect);
  });

  test.each(typoCases.filter(({ mode }) => mode === 'keep'))(
    '$domain is real and known to be',
    ({ domain }) => {
      expect(lists.typoDomains.get(domain)).toBeUndefined();
      expect(lists.disposable.has(domain)).toBe(false);
      expect(lists.providers.get(domain) !== undefined || lists.realDomains.has(domain)).toBe(true);
    },
  );

  test.each(typoCases.filter(({ mode }) => mode === 'suggest-only'))(
    '$domain is left to the near miss',
    (row) => {
      expect(lists.typoDomains.get(row.domain)).toBeUndefined();
      expect(lists.providers.typoTargets).toContain(row.expect);
    },
  );
});
