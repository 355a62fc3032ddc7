// The answer about one address: its exact shape, its suggestion, and that it is always the same.
import { describe, expect, it } from 'vitest';
import { FACTS_SKIPPED } from '../../../src/model/domain-facts.ts';
import type { SyntaxReason } from '../../../src/model/mailbox.ts';
import { verifyAddress } from '../../../src/score/verify.ts';
import { CHECKED_AT, facts, TAKES_MAIL, verify } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();

function invalid(address: string, reason: SyntaxReason, cleanedSuggestion: string | null = null) {
  return verifyAddress({
    address,
    outcome: { valid: false, reason },
    normalized: null,
    subaddress: null,
    profile: null,
    facts: FACTS_SKIPPED,
    lists,
    cleanedSuggestion,
    checkedAt: CHECKED_AT,
  });
}

describe('verifyAddress', () => {
  it('gives the result of the contract, field by field', () => {
    const exchanges = facts({ mxRecords: [{ preference: 10, exchange: 'mx.example.net' }] });
    const { checks, ...rest } = verify({ domain: 'gmial.com', facts: exchanges }, lists);
    expect(rest).toEqual({
      address: 'ann@gmial.com',
      verdict: 'risky',
      reason: 'typo-domain',
      evidence: 'domain',
      score: 35,
      syntax: {
        valid: true,
        reason: null,
        local_part: 'ann',
        domain: 'gmial.com',
        normalized: 'ann@gmial.com',
        flags: [],
      },
      domain: {
        dns: 'ok',
        mail: 'mx',
        exchanges: ['mx.example.net'],
        provider: 'other',
        disposable: false,
        relay: false,
        free: false,
        accept_all: null,
      },
      mailbox: { role: false, subaddress: null },
      suggestion: 'ann@gmail.com',
      toxicity: {
        score: 1,
        signals: [{ code: 'typo-domain', points: 1, source: 'typo-domains@2026-11-01' }],
      },
      checked_at: CHECKED_AT,
    });
    expect(checks).toContainEqual({ check: 'mx', outcome: 'pass', reason: 'mx', source: 'dns' });
  });

  it('names the list and version of every hit', () => {
    const sources = verify({ localPart: 'info', domain: 'clinic.zzz' }, lists).checks.map(
      ({ check, source }) => `${check} ${source}`,
    );
    expect(sources).toContain('role roles@2026-11-01');
    expect(sources).toContain('tld tlds@2026-11-01');
  });

  it('has neither domain nor normalized form for an invalid address, and one check', () => {
    const result = invalid('a@@b.co', 'several-at-signs');
    expect(result).not.toHaveProperty('domain');
    expect(result.syntax).toEqual({
      valid: false,
      reason: 'several-at-signs',
      local_part: null,
      domain: null,
      normalized: null,
      flags: [],
    });
    expect(result.checks).toEqual([
      { check: 'syntax', outcome: 'fail', reason: 'invalid-syntax', source: 'rule' },
    ]);
    expect(result.toxicity).toEqual({ score: 0, signals: [] });
  });

  it('has no domain block for an address literal', () => {
    const result = verify({ domain: '[192.0.2.1]', flags: ['address-literal'] }, lists);
    expect(result).not.toHaveProperty('domain');
    expect(result).toMatchObject({ verdict: 'risky', evidence: 'syntax', score: 40 });
    expect(result.checks.map(({ check }) => check)).not.toContain('mx');
  });

  it('adds the flags that only the lists can tell', () => {
    expect(verify({ domain: 'a.test' }, lists).syntax.flags).toEqual(['special-use-domain']);
    expect(verify({ domain: 'clinic.zzz', flags: ['cleaned'] }, lists).syntax.flags).toEqual([
      'cleaned',
      'unknown-tld',
    ]);
  });

  it('decides names outside the public DNS without DNS', () => {
    const asked = verify({ domain: 'clinic.zzz', facts: TAKES_MAIL }, lists);
    expect(asked).toMatchObject({ reason: 'unknown-tld', evidence: 'syntax' });
  });

  it('is the same for the same input', () => {
    const once = verify({ localPart: 'info', domain: 'gmial.com', facts: TAKES_MAIL }, smallLists());
    expect(verify({ localPart: 'info', domain: 'gmial.com', facts: TAKES_MAIL }, smallLists())).toEqual(once);
  });
});

describe('suggestions for invalid addresses', () => {
  it('are what intake would have made of the text', () => {
    expect(invalid(' ann@gmail.com', 'white-space', 'ann@gmail.com').suggestion).toBe('ann@gmail.com');
  });

  it.each([
    ['ann@gmailcom', 'domain-not-fqdn', 'ann@gmail.com'],
    ['ann.b+c@yahoo', 'domain-not-fqdn', 'ann.b+c@yahoo.com'],
    ['ann@gmail,com', 'domain-character', 'ann@gmail.com'],
    ['ann@gmail..com', 'label-empty', 'ann@gmail.com'],
    ['ann@localhost', 'domain-not-fqdn', null],
    ['a@b@gmailcom', 'several-at-signs', null],
    ['"a b"@gmailcom', 'domain-not-fqdn', null],
    ['gmailcom', 'no-at-sign', null],
  ] satisfies readonly (readonly [string, SyntaxReason, string | null])[])(
    'put the dots right: %s (%s)',
    (address, reason, suggestion) => {
      expect(invalid(address, reason).suggestion).toBe(suggestion);
    },
  );
});
