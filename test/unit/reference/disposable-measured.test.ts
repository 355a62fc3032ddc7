// The disposable list against names it was not made from: what it must find, and whom it must never call so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isClosedRegistration, isPublicSuffix } from '../../../src/reference/compile/names.ts';
import { loadReferenceLists } from '../../../src/reference/load.ts';

const ROOT = join(import.meta.dirname, '../../..');
const lists = await loadReferenceLists(join(ROOT, 'data'));
const namesOf = (fixture: string): string[] =>
  readFileSync(join(ROOT, 'test/fixtures', fixture), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

/** As people and programs write one name. */
const spellings = (domain: string): string[] => [
  domain,
  domain.toUpperCase(),
  `${domain}.`,
  `mail.${domain}`,
  `A.b.${domain.toUpperCase()}.`,
];

describe.each([
  ['the 1,000 largest mail domains', 'largest-mail-domains.txt', 1_000],
  ['5,000 ordinary organisations', 'organisations.txt', 5_000],
])('%s', (_, fixture, count) => {
  const names = namesOf(fixture);

  test(`are at least ${count}, none twice`, () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(count);
  });

  test('are never disposable, in whatever spelling', () => {
    expect(names.flatMap(spellings).filter((name) => lists.disposable.has(name))).toEqual([]);
  });
});

describe('relays', () => {
  const relays = readFileSync(join(ROOT, 'data/relay.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  test('are relays and never disposable, in whatever spelling', () => {
    const all = relays.flatMap(spellings);
    expect(all.filter((name) => !lists.relay.has(name))).toEqual([]);
    expect(all.filter((name) => lists.disposable.has(name))).toEqual([]);
  });

  test.each([
    'privaterelay.appleid.com',
    'mozmail.com',
    'duck.com',
    'simplelogin.com',
    'aleeas.com',
    'slmails.com',
    'anonaddy.me',
    'addy.io',
    'passmail.net',
    'passinbox.com',
    '33mail.com',
    'improvmx.com',
  ])('%s is one of them', (name) => {
    expect(lists.relay.has(name)).toBe(true);
  });
});

describe('what the packages call disposable', () => {
  // Who is real or has a better answer is left out on purpose.
  const sample = namesOf('disposable-sample.txt').filter(
    (name) =>
      !lists.relay.has(name) &&
      !lists.realDomains.has(name) &&
      lists.providers.get(name) === undefined &&
      lists.typoDomains.get(name) === undefined,
  );

  test('is found, in whatever spelling, but for names of many owners and names that nobody can buy', () => {
    const missed = sample.filter((name) =>
      spellings(name).some((spelling) => !lists.disposable.has(spelling)),
    );
    expect(missed.filter((name) => !isPublicSuffix(name) && !isClosedRegistration(name))).toEqual([]);
    // Of the whole union it is 0.09 % (docs/lists.md); a sample of three thousand may draw some more.
    expect(missed.length).toBeLessThanOrEqual(sample.length * 0.002);
  });

  test('names the list and its version in every hit', () => {
    expect(lists.disposable.source).toMatch(/^disposable@\d{4}-\d{2}-\d{2}/);
    expect(lists.relay.source).toMatch(/^relay@\d{4}-\d{2}-\d{2}/);
  });
});

describe('role words', () => {
  test.each([
    ['English', ['info', 'billing', 'medical-records', 'no-reply']],
    ['German', ['praxis', 'sekretariat', 'buchhaltung', 'rezeption']],
    ['French', ['accueil', 'comptabilite', 'rendez-vous', 'sav']],
    ['Spanish', ['citas', 'facturacion', 'urgencias', 'rrhh']],
    ['Italian', ['segreteria', 'prenotazioni', 'fatturazione']],
    ['Portuguese', ['atendimento', 'faturamento', 'marcacao']],
    ['Dutch', ['administratie', 'receptie', 'klantenservice']],
    ['Danish, Swedish, Norwegian, Finnish', ['bogholderi', 'kundservice', 'postmottak', 'ajanvaraus']],
    ['Polish, Czech, Hungarian, Romanian', ['rejestracja', 'podatelna', 'ugyfelszolgalat', 'programari']],
    ['Turkish, Greek, Russian', ['muhasebe', 'grammateia', 'priemnaya']],
    ['South Slavic and Baltic', ['racunovodstvo', 'gramatvediba', 'raamatupidamine']],
    ['Chinese, Japanese, Korean', ['kefu', 'soumu', 'yoyaku', 'munui']],
    ['Indonesian, Vietnamese', ['layanan', 'lienhe']],
  ])('%s are known', (_, words) => {
    expect(words.filter((word) => !lists.roles.has(word))).toEqual([]);
  });

  test('are no given or family names', () => {
    const people = namesOf('ordinary-names.txt').filter((line) => !/^\S+ word /.test(line));
    const names = people.flatMap((line) => line.split(' ').slice(2));
    expect(names.length).toBeGreaterThan(1_000);
    expect(names.filter((name) => lists.roles.has(name))).toEqual([]);
  });
});
