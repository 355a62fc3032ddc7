// One address against a real name server: facts, suggestions, and what strangers do not get.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDomainLookups, type DomainLookups } from '../../../src/lookup/domain-lookups.ts';
import type { NameServer } from '../../../src/lookup/name-server.ts';
import { type ClosableResolver, createResolver } from '../../../src/lookup/resolver.ts';
import { type AddressValidator, createAddressValidator } from '../../../src/pipeline/validate-address.ts';
import { smallLists } from '../../unit/score/small-lists.ts';
import { askedDomains, startSampleNames } from './sample-names.ts';

const NOW = '2026-11-21T10:00:00.000Z';
const { signal } = new AbortController();
const lists = smallLists();

let server: NameServer;
let resolver: ClosableResolver;
let lookups: DomainLookups;
let validate: AddressValidator;
const verdictOf = async (address: string) => {
  const { verdict, reason, suggestion } = await validate(address, { exchanges: true, signal });
  return [verdict, reason, suggestion];
};

beforeAll(async () => {
  server = await startSampleNames();
  resolver = createResolver({ servers: [server], patienceMs: [50], deadlineMs: 200 });
  lookups = createDomainLookups({ resolver, deadlineMs: 300, clock: () => performance.now() });
  validate = createAddressValidator({ lists, lookups, now: () => new Date(NOW) });
});
afterAll(async () => {
  lookups.close();
  resolver.close();
  await server.stop();
});

describe('the validator', () => {
  it.each([
    ['ann@a.sample-mail.com', ['deliverable', 'ok', null]],
    ['ann@nullmx-sample.com', ['undeliverable', 'null-mx', null]],
    ['ann@absent-sample.com', ['undeliverable', 'nxdomain', null]],
    ['ann@dead-sample.com', ['unknown', 'dns-timeout', null]],
    ['ann@gmial.com', ['risky', 'typo-domain', 'ann@gmail.com']],
    ['ann@fresh-sample.com', ['risky', 'disposable', null]],
    ['ann@parked-sample.com', ['risky', 'toxic', null]],
    ['ann@clinic.invalid', ['undeliverable', 'special-use-domain', null]],
    ['ann@[192.0.2.1]', ['undeliverable', 'non-public-ip', null]],
    [' Ann <Ann@A.Sample-Mail.com> ', ['undeliverable', 'invalid-syntax', 'Ann@a.sample-mail.com']],
    ['mailto:ann@gmail.com', ['undeliverable', 'invalid-syntax', 'ann@gmail.com']],
    ['ann@gmailcom', ['undeliverable', 'invalid-syntax', 'ann@gmail.com']],
    [' ann@gmailcom', ['undeliverable', 'invalid-syntax', 'ann@gmail.com']],
    ['ann@x.com; bob@y.com', ['undeliverable', 'invalid-syntax', null]],
    ['', ['undeliverable', 'invalid-syntax', null]],
  ])('judges %j', async (address, expected) => {
    expect(await verdictOf(address)).toEqual(expected);
  });

  it('asks no name server about names that the public DNS cannot hold, nor about literals', async () => {
    const asked = server.queries.length;
    for (const address of ['a@printer.local', 'a@clinic.zzz', 'a@[198.51.100.7]', 'nobody'])
      await verdictOf(address);
    expect(askedDomains(server, asked)).toEqual([]);
  });

  it('gives the mail hosts to those who may have them, and leaves them out for strangers', async () => {
    const own = await validate('ann@a.sample-mail.com', { exchanges: true, signal });
    const stranger = await validate('ann@a.sample-mail.com', { exchanges: false, signal });
    expect(own.domain?.exchanges).toEqual(['mx.sample-mail.com']);
    expect(stranger.domain).not.toHaveProperty('exchanges');
    const { exchanges: _, ...domain } = own.domain ?? {};
    expect(stranger).toEqual({ ...own, domain });
    expect(own.checked_at).toBe(NOW);
  });

  it('says who runs the mail hosts, but to strangers only of domains that everybody knows', async () => {
    const providerOf = async (domain: string, exchanges: boolean) => {
      const result = await validate(`ann@${domain}`, { exchanges, signal });
      return result.domain?.provider;
    };
    expect(await providerOf('hosted-sample.com', true)).toBe('microsoft');
    expect(await providerOf('hosted-sample.com', false)).toBe('other');
    expect(await providerOf('gmail.com', false)).toBe('google');
  });

  it('says unknown when the caller has no time', async () => {
    const result = await validate('ann@late.sample-mail.com', {
      exchanges: true,
      signal: AbortSignal.abort(),
    });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'dns-timeout' });
  });

  it('says that DNS was skipped where there is no name server', async () => {
    const offline = createAddressValidator({ lists, lookups: null, now: () => new Date(NOW) });
    const result = await offline('ann@a.sample-mail.com', { exchanges: true, signal });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'dns-skipped', evidence: 'syntax' });
  });

  it.each([
    'a'.repeat(1_000_000),
    `${'('.repeat(1999)}@`,
    `${' '.repeat(500_000)}a@b.co${' '.repeat(500_000)}`,
  ])('answers hostile text number %# at once', async (address) => {
    const began = performance.now();
    expect(await verdictOf(address)).toEqual(['undeliverable', 'invalid-syntax', null]);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
