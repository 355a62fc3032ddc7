// The compilation: reads pinned tarballs, cleans what they hold, and gives the same lists each time.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authored } from '../../../src/reference/compile/authored.ts';
import { type Harvest, harvestFrom } from '../../../src/reference/compile/harvest.ts';
import { makeContested, makeLists } from '../../../src/reference/compile/lists.ts';
import { cleanDomain } from '../../../src/reference/compile/names.ts';
import { makePublication } from '../../../src/reference/compile/publish.ts';
import { measureRecall } from '../../../src/reference/compile/recall.ts';
import { type Package, readNames } from '../../../src/reference/compile/sources.ts';
import { parseManifest, type ReferenceListName } from '../../../src/reference/manifest.ts';
import { tarball, tarEntry } from './tar-builder.ts';

const refused = expect.objectContaining({ code: 'reference-lists-invalid' });
const archive = tarball([
  tarEntry('package/index.json', '["x.bad.com","bad.com"]'),
  tarEntry('package/LICENSE', 'MIT'),
]);
const source = (feeds: ReferenceListName, bytes: Uint8Array = archive): Package => ({
  name: 'listing',
  version: '1.0.0',
  licence: 'MIT',
  integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
  feeds,
  entries: [{ path: 'package/index.json', format: 'json' }],
  notice: 'package/LICENSE',
});
const harvest = (feeds: ReferenceListName, names: readonly string[]): Harvest => ({
  source: source(feeds),
  names,
  listed: names.length,
  notice: 'MIT',
});
const authored: Authored = {
  relay: ['relay.com'],
  providers: [{ domain: 'gmail.com', key: 'google', target: true }],
  notFree: ['placeholder.com'],
  roles: ['kontakt'],
  notRoles: ['paris'],
  typos: [{ right: ['gmail.com'], wrong: ['gmial', 'gmail.bad.net'] }],
  realDomains: ['gail.com'],
  organisations: ['trust.nhs.uk'],
  specialUse: ['test'],
  mxProviders: [{ domain: 'hosts.com', key: 'hosts' }],
  mxDisposable: ['throw.net'],
  mxParked: ['parked.net'],
};
/** The short providers whose wrong endings are always added must exist. */
const shortNames = [
  'aol.com',
  'msn.com',
  'live.com',
  'mac.com',
  'mail.com',
  'att.net',
  'cox.net',
  'gmx.net',
  'gmx.com',
];
const withShortNames: Authored = {
  ...authored,
  providers: [...authored.providers, ...shortNames.map((domain) => ({ domain, key: 'x', target: false }))],
};
const tlds = harvest('tlds', ['com', 'net', 'org', 'edu', 'uk', 'рф']);
const lists = (list: ReferenceListName, names: readonly string[]) =>
  makeLists([tlds, harvest(list, names)], withShortNames)[list];

describe('a package', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-lists-'));
    await writeFile(join(folder, 'listing-1.0.0.tgz'), archive);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('gives the names and the licence of its named entries', async () => {
    expect(await harvestFrom(folder, [source('disposable')])).toEqual([
      { source: source('disposable'), names: ['x.bad.com', 'bad.com'], listed: 2, notice: 'MIT' },
    ]);
  });

  test('is refused with another integrity than the pinned one', async () => {
    await expect(harvestFrom(folder, [source('disposable', Buffer.from('other'))])).rejects.toEqual(refused);
  });

  test('is refused when its tarball is not there', async () => {
    await expect(harvestFrom(tmpdir(), [source('disposable')])).rejects.toEqual(refused);
  });
});

describe('names in an entry', () => {
  test.each([
    ['lines', '# head\na.com\r\n\nb.com\n', ['a.com', 'b.com']],
    ['json', '["a.com"]', ['a.com']],
    ['json-in-script', 'boom(); new Set(["a.com","b.com"]); boom(\'x\');', ['a.com', 'b.com']],
    ['quoted-words', "const A = [\n  'info',\n  'it''s',\n];\n", ['info']],
  ] as const)('%s are read as text', (format, text, names) => {
    expect(readNames(text, format)).toEqual(names);
  });

  test.each(['{"__proto__":["a"]}', '[1]', 'process.exit()', ''])(
    'JSON of another form is refused: %s',
    (text) => {
      expect(() => readNames(text, 'json')).toThrow(refused);
    },
  );

  test.each([
    ['  *.BAD.com. ', 'bad.com'],
    ['@bad.com', 'bad.com'],
    ['bücher.com', 'xn--bcher-kva.com'],
    ['a_b.com', null],
    ['com', null],
    ['-a.com', null],
    [`${'a'.repeat(64)}.com`, null],
    ['a b.com', null],
  ])('%j is cleaned to %j', (text, domain) => {
    expect(cleanDomain(text)).toBe(domain);
  });
});

describe('the lists', () => {
  test('throw-away domains lose what is real, relayed, mistyped, shared, closed, undelegated or below another', () => {
    expect(
      lists('disposable', [
        'Bad.com',
        'x.bad.com',
        'relay.com',
        'me.relay.com',
        'gail.com',
        'gmail.com',
        'x.gmail.com',
        'gmial.com',
        'trust.nhs.uk',
        'nhs.uk',
        'other.nhs.uk',
        'school.edu',
        'co.uk',
        'ddns.net',
        'a.ddns.net',
        'bad.zzz',
        'a.test',
      ]),
    ).toEqual(['a.ddns.net', 'bad.com']);
  });

  test('real names that a package calls disposable are contested, and so are names above them', () => {
    const named = ['Relay.com', 'gail.com', 'gmail.com', 'nhs.uk', 'bad.com', 'x.gmail.com'];
    expect(makeContested([tlds, harvest('disposable', named)], withShortNames)).toEqual([
      'gail.com',
      'gmail.com',
      'nhs.uk',
      'relay.com',
    ]);
  });

  test('recall is measured on what the others know, less what is left out on purpose', () => {
    const from = (name: string, names: readonly string[]): Harvest => ({
      ...harvest('disposable', names),
      source: { ...source('disposable'), name },
    });
    const sources = [
      tlds,
      from('disposable-domains', ['a.com', 'b.com', 'gmail.com', 'gmial.com']),
      from('disposable-email-domains', ['a.com']),
      from('mailchecker', ['x.a.com', 'c.com', 'ddns.net']),
    ];
    expect(measureRecall(sources, withShortNames)).toEqual([
      { packages: ['disposable-domains', 'disposable-email-domains'], names: 2, found: 0 },
      { packages: ['mailchecker'], names: 3, found: 1 },
      { packages: [], names: 5, found: 4 },
    ]);
  });

  test('free providers are the packages and our own table, cleaned', () => {
    expect(lists('free', ['post.org', 'gmial.com', 'placeholder.com', 'x.ddns.net', 'relay.com'])).toEqual(
      ['gmail.com', 'post.org', ...shortNames].sort(),
    );
  });

  test('roles lose given names, typo domains gain wrong endings, U-labels become A-labels', () => {
    expect(lists('roles', ['Info', 'paris', 'two words'])).toEqual(['info', 'kontakt']);
    const made = makeLists([tlds], withShortNames);
    expect(made['typo-domains']).toContain('gmial.com gmail.com');
    expect(made['typo-domains']).toContain('gmail.bad.net gmail.com');
    expect(made['typo-domains']).toContain('gmail.con gmail.com');
    expect(made.tlds).toContain('xn--p1ai');
  });

  test.each([
    ['a typo that is a real domain', { realDomains: ['gmial.com'] }],
    ['a typo of no provider', { typos: [{ right: ['post.org'], wrong: ['psot'] }] }],
    ['a relay that is a provider', { relay: ['gmail.com'] }],
    ['an organisation that is a provider', { organisations: ['gmail.com'] }],
    ['a domain in capitals', { relay: ['Relay.com'] }],
    ["a provider's mail host that is parked", { mxParked: ['hosts.com'] }],
    ["a provider's mail host below a disposable one", { mxProviders: [{ domain: 'a.throw.net', key: 'a' }] }],
    ['a mail host both parked and disposable', { mxParked: ['throw.net'] }],
    [
      'a mail host of two providers',
      {
        mxProviders: ['a', 'b'].map((key) => ({ domain: 'hosts.com', key })),
      },
    ],
  ])('%s is refused', (_, change) => {
    expect(() => makeLists([tlds], { ...withShortNames, ...change })).toThrow(refused);
  });

  test('a wrong ending that is delegated is refused', () => {
    expect(() => makeLists([harvest('tlds', ['com', 'con'])], withShortNames)).toThrow(refused);
  });
});

describe('the publication', () => {
  const harvests = [tlds, harvest('disposable', ['bad.com']), harvest('free', []), harvest('roles', [])];
  const made = makeLists(harvests, withShortNames);
  const first = makePublication(made, harvests, '2026-01-02', null, []);
  const manifest = parseManifest(first.get('manifest.json') ?? '');

  test('is the same for the same input, whatever the day', () => {
    expect(makePublication(made, harvests, '2026-01-02', null, [])).toEqual(first);
    expect(makePublication(made, harvests, '2027-05-06', manifest, [])).toEqual(first);
  });

  test('gives a new version to the list that changed, and to no other', () => {
    const other = { ...made, relay: ['other.com'] };
    const changed = makePublication(other, harvests, '2027-05-06', manifest, []);
    const versions = parseManifest(changed.get('manifest.json') ?? '').lists.map(({ name, version }) => [
      name,
      version,
    ]);
    expect(versions.filter(([, version]) => version !== '2026-01-02')).toEqual([['relay', '2027-05-06']]);
  });
});
