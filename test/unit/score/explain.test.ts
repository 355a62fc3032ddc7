// An explanation adds up to the result that it explains, and has words for everything in it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DNS_OUTCOMES, MAIL_ROUTES, REACHABILITIES } from '../../../src/model/domain-facts.ts';
import { SYNTAX_FLAGS } from '../../../src/model/mailbox.ts';
import { explain } from '../../../src/score/explain.ts';
import { facts, type Verification, verify } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();

const anything: fc.Arbitrary<Verification> = fc.record({
  localPart: fc.constantFrom('ann', 'info', 'abuse', 'spamtrap', 'qwerty', 'x7f3k9q2m1'),
  domain: fc.constantFrom(
    'saltmarsh.se',
    'gmail.com',
    'gmial.com',
    'gmail.co',
    'yopmail.com',
    'duck.com',
    'a.test',
  ),
  flags: fc.subarray([...SYNTAX_FLAGS]),
  facts: fc
    .tuple(
      fc.constantFrom(...DNS_OUTCOMES),
      fc.constantFrom(...MAIL_ROUTES),
      fc.constantFrom(...REACHABILITIES),
    )
    .map(([dns, mail, reachability]) => facts({ dns, mail, reachability })),
});

describe('explain', () => {
  it('adds up to the score', () => {
    fc.assert(
      fc.property(anything, (what) => {
        const result = verify(what, lists);
        const { costs, band } = explain(result);
        const sum = costs.reduce((left, { points }) => left - points, 100);
        expect(result.score).toBe(band === null ? null : Math.max(band[0], Math.min(band[1], sum)));
      }),
    );
  });

  it('has a sentence for every check and signal', () => {
    fc.assert(
      fc.property(anything, (what) => {
        const { checks, signals } = explain(verify(what, lists));
        for (const { says } of [...checks, ...signals]) expect(says).toMatch(/^[A-Z].* .*\.$/);
      }),
    );
  });

  it('names the reasons that the primary one beats, worst first', () => {
    const { beaten, advice } = explain(verify({ localPart: 'noreply', domain: 'yopmail.com' }, lists));
    expect(beaten).toEqual(['disposable', 'dns-skipped', 'role-account']);
    expect(advice).toBe('Do not mail it.');
  });
});
