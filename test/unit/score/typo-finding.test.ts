// When a typo is called one: known typos always, near misses only where nobody takes the mail.
import { describe, expect, it } from 'vitest';
import { FACTS_SKIPPED } from '../../../src/model/domain-facts.ts';
import { facts, NXDOMAIN, TAKES_MAIL, verify } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();
const TIMEOUT = facts({ dns: 'timeout', mail: 'unknown', reachability: 'unknown' });
const NULL_MX = facts({ mail: 'null-mx', reachability: 'unknown' });

function answer(domain: string, known = FACTS_SKIPPED) {
  const { verdict, reason, suggestion } = verify({ domain, facts: known }, lists);
  return [`${verdict}/${reason}`, suggestion];
}

describe('a known typo', () => {
  it('is risky while it takes mail, or while nobody could ask', () => {
    expect(answer('gmial.com', TAKES_MAIL)).toEqual(['risky/typo-domain', 'ann@gmail.com']);
    expect(answer('gmial.com', TIMEOUT)).toEqual(['risky/typo-domain', 'ann@gmail.com']);
    expect(answer('gmial.com')).toEqual(['risky/typo-domain', 'ann@gmail.com']);
  });

  it('is undeliverable when it takes no mail, with the suggestion kept', () => {
    expect(answer('gmial.com', NXDOMAIN)).toEqual(['undeliverable/nxdomain', 'ann@gmail.com']);
    expect(answer('gmial.com', NULL_MX)).toEqual(['undeliverable/null-mx', 'ann@gmail.com']);
  });
});

describe('a near miss', () => {
  it('of one slip is suggested while DNS was not asked', () => {
    expect(answer('hotmial.com')).toEqual(['risky/typo-domain', 'ann@hotmail.com']);
  });

  it('of two slips is not', () => {
    expect(answer('hotnial.com')).toEqual(['unknown/dns-skipped', null]);
  });

  it('is never suggested for a live domain, nor while DNS does not answer', () => {
    expect(answer('hotmial.com', TAKES_MAIL)).toEqual(['deliverable/ok', null]);
    expect(answer('hotmial.com', TIMEOUT)).toEqual(['unknown/dns-timeout', null]);
  });

  it('is suggested for a domain that takes no mail', () => {
    expect(answer('hotnial.com', NXDOMAIN)).toEqual(['undeliverable/nxdomain', 'ann@hotmail.com']);
    expect(answer('hotmial.com', NULL_MX)).toEqual(['undeliverable/null-mx', 'ann@hotmail.com']);
    expect(answer('hotmail.con')).toEqual(['undeliverable/unknown-tld', 'ann@hotmail.com']);
  });

  it('is not looked for on an allow-list, however dead the domain is', () => {
    expect(answer('cloud.com', NXDOMAIN)).toEqual(['undeliverable/nxdomain', null]);
  });

  it('counts before the disposable list', () => {
    const listed = smallLists({
      disposable: { source: 'disposable@1', has: (name) => name === 'hotmial.com' },
    });
    const result = verify({ domain: 'hotmial.com' }, listed);
    expect(result).toMatchObject({ reason: 'typo-domain', toxicity: { score: 1 } });
  });
});

describe('a domain that may well be real (gmail.co)', () => {
  it.each([
    ['known typo', 'gmail.co'],
    ['near miss', 'outlook.co'],
  ])('is suggested only: %s', (_, domain) => {
    const provider = `ann@${domain}m`;
    expect(answer(domain, TAKES_MAIL)).toEqual(['deliverable/ok', provider]);
    expect(answer(domain)).toEqual(['unknown/dns-skipped', provider]);
    expect(answer(domain, NXDOMAIN)).toEqual(['undeliverable/nxdomain', provider]);
    expect(verify({ domain, facts: TAKES_MAIL }, lists).toxicity.score).toBe(0);
  });
});
