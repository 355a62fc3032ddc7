// Loading the bundled lists: what they answer, how fast, and that a changed file is refused.
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadReferenceLists } from '../../../src/reference/load.ts';
import { readManifest } from '../../../src/reference/manifest.ts';

const DATA = join(import.meta.dirname, '../../../data');
const lists = await loadReferenceLists(DATA);

describe('bundled lists', () => {
  test.each([
    'mailinator.com',
    'x.mailinator.com',
    'X.Mailinator.COM.',
    'yopmail.com',
    '10minutemail.com',
    'guerrillamail.com',
    'temp-mail.org',
    'trashmail.com',
    'sharklasers.com',
    'maildrop.cc',
  ])('%s is disposable', (domain) => {
    expect(lists.disposable.has(domain)).toBe(true);
  });

  test.each([
    'duck.com',
    'privaterelay.appleid.com',
    'mozmail.com',
    'relay.firefox.com',
    'ann.anonaddy.com',
    'aleeas.com',
    'passmail.net',
  ])('%s is a relay, not disposable and not free', (domain) => {
    expect([lists.relay.has(domain), lists.disposable.has(domain), lists.free.has(domain)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    'zoho.com',
    'hushmail.com',
    'hush.com',
    'tutanota.com',
    'sohu.com',
    'dr.com',
    'co.uk',
    'ddns.net',
  ])('%s is not disposable', (domain) => {
    expect(lists.disposable.has(domain)).toBe(false);
  });

  test('providers know their key, and targets are providers', () => {
    expect(lists.providers.get('Gmail.com')).toBe('google');
    expect(lists.providers.get('yahoo.co.uk')).toBe('yahoo');
    expect(lists.providers.get('live.nl')).toBe('microsoft');
    expect(lists.providers.get('clinic.test')).toBeUndefined();
    expect(lists.providers.typoTargets).toContain('hotmail.fr');
    expect(lists.providers.typoTargets).not.toContain('mail.com');
    expect(lists.providers.typoTargets.filter((domain) => !lists.providers.get(domain))).toEqual([]);
  });

  test.each([
    ['info', true],
    ['Kontakt', true],
    ['ventas', true],
    ['kefu', true],
    ['abuse', true],
    ['ann', false],
    ['alexa', false],
  ])('local part %s is a role: %s', (word, role) => {
    expect(lists.roles.has(word)).toBe(role);
  });

  test('special use reaches below its names, top-level domains are the last label', () => {
    expect(
      ['a.test', 'printer.local', 'home.arpa', 'x.example.com'].map((d) => lists.specialUse.has(d)),
    ).toEqual([true, true, true, true]);
    expect(lists.specialUse.has('example.de')).toBe(false);
    expect(['com', 'xn--p1ai', 'clinic.org', 'con', 'lan'].map((tld) => lists.tlds.has(tld))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('every list names itself and its version', async () => {
    const manifest = await readManifest(DATA);
    const version = (name: string) => manifest.lists.find((entry) => entry.name === name)?.version;
    expect(lists.typoDomains.source).toBe(`typo-domains@${version('typo-domains')}`);
    expect(lists.disposable.source).toBe(`disposable@${version('disposable')}`);
  });
});

describe('a folder that was changed', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-lists-'));
    const { lists: entries } = await readManifest(DATA);
    for (const file of ['manifest.json', ...entries.map((entry) => entry.file)]) {
      await cp(join(DATA, file), join(folder, file));
    }
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('a file with one more entry is refused', async () => {
    await appendFile(join(folder, 'disposable.txt'), 'zz-hospital.test\n');
    await expect(loadReferenceLists(folder)).rejects.toMatchObject({
      code: 'reference-lists-invalid',
      place: { detail: 'The list disposable is not the file that the manifest describes.' },
    });
  });

  test('a missing file is refused', async () => {
    await rm(join(folder, 'relay.txt'));
    await expect(loadReferenceLists(folder)).rejects.toMatchObject({ code: 'reference-lists-invalid' });
  });

  test('a manifest with another count is refused', async () => {
    const path = join(folder, 'manifest.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/"count": \d+/, '"count": 7'));
    await expect(loadReferenceLists(folder)).rejects.toMatchObject({
      place: { detail: 'The list disposable has another number of entries.' },
    });
  });
});
