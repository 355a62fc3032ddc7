// What the lists say about a domain, and which list wins over which.
import { describe, expect, it } from 'vitest';
import { isOutsidePublicDns, profileDomain } from '../../../src/score/domain-profile.ts';
import { readMailHosts } from '../../../src/score/mail-hosts.ts';
import { domainList, smallLists } from './small-lists.ts';

const lists = smallLists();
const profile = (domain: string) => profileDomain(domain, lists);
const at = (domain: string, ...exchanges: string[]) =>
  profileDomain(domain, lists, readMailHosts(exchanges, lists));

describe('disposable', () => {
  it('covers the domain and everything below it, and names the list', () => {
    expect(profile('mailinator.com').disposable).toEqual({ source: 'disposable@2026-11-01' });
    expect(profile('a.b.mailinator.com').disposable).not.toBeNull();
  });

  it('does not cover names that only end alike', () => {
    expect(profile('notmailinator.com').disposable).toBeNull();
  });

  it('is overruled by a provider, an allow-listed domain, a relay and a known typo', () => {
    expect(profile('gmail.com').disposable).toBeNull();
    expect(profile('hushmail.com').disposable).toBeNull();
    expect(profile('duck.com')).toMatchObject({ disposable: null, relay: { source: 'relay@2026-11-01' } });
    expect(profile('gmial.com')).toMatchObject({ disposable: null, knownTypo: { suggestion: 'gmail.com' } });
  });

  it('ends its walk at an allow-listed parent', () => {
    const withParent = smallLists({ disposable: domainList('disposable', ['hushmail.com', 'x.gmail.com']) });
    expect(profileDomain('eu.hushmail.com', withParent).disposable).toBeNull();
    expect(profileDomain('x.gmail.com', withParent).disposable).not.toBeNull();
  });

  it('follows the exchanges when all of them are listed hosts', () => {
    expect(at('fresh.io', 'mx1.mailinator.com').disposable).toEqual({ source: 'disposable@2026-11-01' });
    expect(at('fresh.io', 'mx.throwaway-host.com').disposable).toBeNull();
    expect(at('fresh.io', 'in.throwaway-host.com').disposable).toEqual({
      source: 'mx-disposable@2026-11-01',
    });
    expect(at('fresh.io', 'mx1.mailinator.com', 'mx.saltmarsh.se').disposable).toBeNull();
  });

  it('lets the lists of real domains, providers, relays and typos win over the exchanges', () => {
    for (const domain of ['gail.com', 'gmail.com', 'duck.com', 'gmial.com']) {
      expect(at(domain, 'mx1.mailinator.com').disposable).toBeNull();
    }
  });
});

describe('parked', () => {
  it('follows the exchanges when all of them are hosts behind parked domains', () => {
    expect(at('fresh.io', 'mx.parked-host.com').parked).toEqual({ source: 'mx-parked@2026-11-01' });
    expect(at('fresh.io', 'mx.parked-host.com', 'mx.saltmarsh.se').parked).toBeNull();
    expect(profile('fresh.io').parked).toBeNull();
  });

  it('is nothing that a list explains better', () => {
    for (const domain of ['gail.com', 'gmail.com', 'duck.com', 'gmial.com', 'yopmail.com']) {
      expect(at(domain, 'mx.parked-host.com').parked).toBeNull();
    }
  });
});

describe('the provider', () => {
  it('comes from the list of domains first, then from the most preferred exchange', () => {
    expect(at('gmail.com', 'x.mail.protection.outlook.com').provider).toBe('google');
    expect(at('saltmarsh.se', 'x.mail.protection.outlook.com').provider).toBe('microsoft');
    expect(at('saltmarsh.se', 'mx.saltmarsh.se').provider).toBe('other');
  });
});

describe('relay', () => {
  it('covers the subdomains that relays give to their users', () => {
    expect(profile('ann.anonaddy.com').relay).not.toBeNull();
  });
});

describe('known typos', () => {
  it('name the list and the provider', () => {
    expect(profile('gmial.com').knownTypo).toEqual({
      source: 'typo-domains@2026-11-01',
      suggestion: 'gmail.com',
    });
  });

  it('are overruled by the allow-list', () => {
    expect(profile('gail.com')).toMatchObject({ knownTypo: null, nearMiss: null });
  });

  it('are suggested only where .co may be meant', () => {
    expect(profile('gmail.co').suggestOnly).toBe(true);
    expect(profile('gmail.cm').suggestOnly).toBe(false);
    expect(profile('outlook.co')).toMatchObject({
      suggestOnly: true,
      nearMiss: { suggestion: 'outlook.com' },
    });
  });
});

describe('near misses', () => {
  it.each(['cloud.com', 'email.com', 'gmail.com', 'gmal.org', 'yahoo.co.id'])(
    'are not looked for on an allow-list: %s',
    (domain) => {
      expect(profile(domain).nearMiss).toBeNull();
    },
  );
});

describe('names outside the public DNS', () => {
  it.each(['example.com', 'a.example.com', 'clinic.test', 'router.local'])(
    '%s is of special use',
    (domain) => {
      expect(profile(domain).specialUse).toBe(true);
      expect(isOutsidePublicDns(domain, lists)).toBe(true);
    },
  );

  it('an undelegated TLD is unknown', () => {
    expect(profile('clinic.zzz').knownTld).toBe(false);
    expect(isOutsidePublicDns('clinic.zzz', lists)).toBe(true);
    expect(isOutsidePublicDns('saltmarsh.se', lists)).toBe(false);
    expect(profile('saltmarsh.se')).toMatchObject({ knownTld: true, specialUse: false, provider: 'other' });
  });
});
