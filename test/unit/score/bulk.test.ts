// Bulk judgements agree with single results, and equal facts share one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DNS_OUTCOMES,
  type DomainFacts,
  MAIL_ROUTES,
  REACHABILITIES,
} from '../../../src/model/domain-facts.ts';
import { type ParseOutcome, SYNTAX_FLAGS, SYNTAX_REASONS } from '../../../src/model/mailbox.ts';
import { REASONS } from '../../../src/model/verdict.ts';
import { createBulkJudge, NO_SCORE } from '../../../src/score/bulk.ts';
import { profileDomain } from '../../../src/score/domain-profile.ts';
import { localFacts } from '../../../src/score/local-facts.ts';
import { type MailHosts, mailHostsOfKind, readMailHosts } from '../../../src/score/mail-hosts.ts';
import { verifyAddress } from '../../../src/score/verify.ts';
import { CHECKED_AT, parsed, TAKES_MAIL } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();

const localPart = fc.constantFrom(
  'ann',
  'info',
  'rui+shop',
  'spamtrap',
  'noreply',
  'qwerty',
  'x7f3k9q2m1',
  '"a b"',
);
const domain = fc.constantFrom(
  'saltmarsh.se',
  'gmail.com',
  'gmial.com',
  'gmail.co',
  'hotmial.com',
  'hotnial.com',
  'yopmail.com',
  'duck.com',
  'clinic.zzz',
  'clinic.test',
  '[192.0.2.1]',
);
const outcome: fc.Arbitrary<ParseOutcome> = fc.oneof(
  fc.constantFrom(...SYNTAX_REASONS).map((reason): ParseOutcome => ({ valid: false, reason })),
  fc
    .tuple(localPart, domain, fc.subarray([...SYNTAX_FLAGS], { maxLength: 3 }))
    .map(([local, name, flags]): ParseOutcome => parsed(local, name, flags)),
);
const domainFacts: fc.Arbitrary<DomainFacts> = fc.record({
  dns: fc.constantFrom(...DNS_OUTCOMES),
  mail: fc.constantFrom(...MAIL_ROUTES),
  mxRecords: fc.constant([]),
  reachability: fc.constantFrom(...REACHABILITIES),
  ttlSeconds: fc.constantFrom(0, 3600),
});

const exchanges = fc.subarray(
  ['mx.saltmarsh.se', 'aspmx.l.google.com', 'mx.yopmail.com', 'a.throwaway-host.com', 'mx.parked-host.com'],
  { maxLength: 2 },
);

function profileOf(parsedOutcome: ParseOutcome, hosts: MailHosts) {
  if (!parsedOutcome.valid || parsedOutcome.mailbox.domain.startsWith('[')) return null;
  return profileDomain(parsedOutcome.mailbox.domain, lists, hosts);
}

describe('createBulkJudge', () => {
  it('agrees with verifyAddress, whatever it has judged before', () => {
    const bulk = createBulkJudge();
    fc.assert(
      fc.property(outcome, domainFacts, exchanges, (given, facts, names) => {
        const hosts = readMailHosts(names, lists);
        const profile = profileOf(given, hosts);
        const single = verifyAddress({
          address: 'x',
          outcome: given,
          normalized: null,
          subaddress: null,
          profile,
          facts,
          lists,
          cleanedSuggestion: null,
          checkedAt: CHECKED_AT,
        });
        const kept = profileOf(given, mailHostsOfKind(hosts.kind));
        const row = bulk.forDomain(kept, facts).judge(localFacts(given, lists));
        expect({ reason: REASONS[row.reason], score: row.score, toxicity: row.toxicity }).toEqual({
          reason: single.reason,
          score: single.score ?? NO_SCORE,
          toxicity: single.toxicity.score,
        });
        expect(row.suggestedDomain).toBe(single.suggestion?.split('@').at(-1) ?? null);
      }),
      { numRuns: 2000 },
    );
  });

  it('shares one judgement among rows with equal facts', () => {
    const bulk = createBulkJudge();
    const one = bulk.forDomain(profileDomain('saltmarsh.se', lists), TAKES_MAIL).judge(0);
    const other = bulk
      .forDomain(profileDomain('kelpworks.com', lists), { ...TAKES_MAIL, ttlSeconds: 60 })
      .judge(0);
    expect(other).toBe(one);
  });

  it('packs a missing score as 255', () => {
    const facts: DomainFacts = { ...TAKES_MAIL, dns: 'timeout', mail: 'unknown' };
    expect(createBulkJudge().forDomain(profileDomain('saltmarsh.se', lists), facts).judge(0)).toEqual({
      reason: REASONS.indexOf('dns-timeout'),
      score: NO_SCORE,
      toxicity: 0,
      suggestedDomain: null,
      findings: 0,
    });
  });
});
