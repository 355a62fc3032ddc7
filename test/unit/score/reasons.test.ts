// Every verdict reason that scoring can give, from the facts that lead to it.
import { describe, expect, it } from 'vitest';
import { FACTS_SKIPPED } from '../../../src/model/domain-facts.ts';
import { REASONS, type VerdictReason } from '../../../src/model/verdict.ts';
import { verifyAddress } from '../../../src/score/verify.ts';
import { CHECKED_AT, facts, NXDOMAIN, TAKES_MAIL, type Verification, verify } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();

/** Given by history, by mail hosts or by the pipeline, never by scoring. */
const GIVEN_ELSEWHERE: readonly VerdictReason[] = ['mailbox-rejected', 'hard-bounce-history', 'accept-all'];

type Row = readonly [verdict: string, reason: VerdictReason, title: string, what: Verification];

const ROWS: readonly Row[] = [
  ['undeliverable', 'non-public-ip', 'a private literal', literal(['address-literal', 'non-public-ip'])],
  [
    'undeliverable',
    'special-use-domain',
    'a reserved name that even has an MX',
    { domain: 'a.test', facts: TAKES_MAIL },
  ],
  ['undeliverable', 'unknown-tld', 'a TLD outside the root zone', { domain: 'clinic.zzz' }],
  ['undeliverable', 'nxdomain', 'a name that does not exist', { facts: NXDOMAIN }],
  ['undeliverable', 'null-mx', 'a null MX', { facts: facts({ mail: 'null-mx', reachability: 'unknown' }) }],
  [
    'undeliverable',
    'no-mail-host',
    'neither MX nor address',
    { facts: facts({ dns: 'nodata', mail: 'none' }) },
  ],
  ['undeliverable', 'no-mail-host', 'an answer without a mail host', { facts: facts({ mail: 'none' }) }],
  [
    'undeliverable',
    'unreachable-mail-host',
    'exchanges without address',
    { facts: facts({ reachability: 'no-address' }) },
  ],
  [
    'undeliverable',
    'unreachable-mail-host',
    'exchanges at home',
    { facts: facts({ reachability: 'non-public' }) },
  ],
  ['risky', 'toxic', 'a trap', { localPart: 'spamtrap', facts: TAKES_MAIL }],
  [
    'risky',
    'toxic',
    'a random name at a disposable domain',
    { localPart: 'x7f3k9q2m1', domain: 'yopmail.com', facts: TAKES_MAIL },
  ],
  ['risky', 'typo-domain', 'a known typo that takes mail', { domain: 'gmial.com', facts: TAKES_MAIL }],
  ['risky', 'typo-domain', 'one slip, DNS not asked', { domain: 'hotmial.com' }],
  ['risky', 'disposable', 'a throw-away domain', { domain: 'yopmail.com', facts: TAKES_MAIL }],
  [
    'risky',
    'disposable',
    'a throw-away domain, DNS not answering',
    { domain: 'yopmail.com', facts: facts({ dns: 'timeout', mail: 'unknown', reachability: 'unknown' }) },
  ],
  [
    'risky',
    'mixed-script',
    'Latin and Cyrillic',
    { flags: ['mixed-script', 'needs-smtputf8'], facts: TAKES_MAIL },
  ],
  [
    'risky',
    'quoted-local',
    'a quoted local part',
    { localPart: '"a b"', flags: ['quoted-local'], facts: TAKES_MAIL },
  ],
  ['risky', 'address-literal', 'a public literal', literal(['address-literal'])],
  [
    'risky',
    'source-route',
    'a percent hack',
    { localPart: 'ann%clinic', flags: ['source-route'], facts: TAKES_MAIL },
  ],
  [
    'risky',
    'legacy-jp-carrier',
    'an old carrier address',
    { localPart: '"a..b"', flags: ['legacy-jp-carrier'], facts: TAKES_MAIL },
  ],
  [
    'risky',
    'unusual-unicode',
    'an emoji',
    { localPart: '🙂', flags: ['unusual-unicode'], facts: TAKES_MAIL },
  ],
  [
    'risky',
    'unusual-unicode',
    'a domain that IDNA forbids',
    { flags: ['idna-disallowed'], facts: TAKES_MAIL },
  ],
  [
    'risky',
    'needs-smtputf8',
    'a local part in Greek',
    { localPart: 'δημήτρης', flags: ['needs-smtputf8'], facts: TAKES_MAIL },
  ],
  [
    'unknown',
    'dns-timeout',
    'a time-out',
    { facts: facts({ dns: 'timeout', mail: 'unknown', reachability: 'unknown' }) },
  ],
  [
    'unknown',
    'dns-timeout',
    'exchanges whose addresses nobody could tell',
    { facts: facts({ reachability: 'unknown' }) },
  ],
  [
    'unknown',
    'dns-servfail',
    'a failing server',
    { facts: facts({ dns: 'servfail', mail: 'unknown', reachability: 'unknown' }) },
  ],
  [
    'unknown',
    'dns-refused',
    'a refusing server',
    { facts: facts({ dns: 'refused', mail: 'unknown', reachability: 'unknown' }) },
  ],
  ['unknown', 'dns-skipped', 'DNS not asked', {}],
  ['deliverable', 'ok', 'a domain with an MX', { facts: TAKES_MAIL }],
  ['deliverable', 'ok', 'a domain with an implicit MX', { facts: facts({ mail: 'implicit-mx' }) }],
  [
    'deliverable',
    'ok',
    'a subaddress at a free provider',
    { localPart: 'rui+shop', domain: 'gmail.com', facts: TAKES_MAIL },
  ],
  [
    'deliverable',
    'relay',
    'a relay that is on the disposable list too',
    { domain: 'duck.com', facts: TAKES_MAIL },
  ],
  [
    'deliverable',
    'relay',
    'a random name at a relay',
    { localPart: 'x7f3k9q2m1', domain: 'privaterelay.appleid.com', facts: TAKES_MAIL },
  ],
  ['deliverable', 'role-account', 'a role', { localPart: 'info', facts: TAKES_MAIL }],
];

function literal(flags: Verification['flags']): Verification {
  return { domain: '[192.0.2.1]', flags: flags ?? [], facts: FACTS_SKIPPED };
}

describe('verdicts', () => {
  it.each(ROWS)('%s/%s: %s', (verdict, reason, _, what) => {
    expect(verify(what, lists)).toMatchObject({ verdict, reason });
  });

  it.each([
    ['undeliverable', 'invalid-syntax', 0, 'no mailbox', 'several-at-signs'],
    ['unknown', 'not-checked', null, 'a text that took too long to read', 'parse-timeout'],
  ] as const)('%s/%s (score %j): %s', (verdict, reason, score, _, fault) => {
    const result = verifyAddress({
      address: 'a@@b.co',
      outcome: { valid: false, reason: fault },
      normalized: null,
      subaddress: null,
      profile: null,
      facts: FACTS_SKIPPED,
      lists,
      cleanedSuggestion: null,
      checkedAt: CHECKED_AT,
    });
    expect(result).toMatchObject({ verdict, reason, score, evidence: 'syntax' });
  });

  it('cover every reason that scoring can give', () => {
    const covered = new Set<string>([
      'invalid-syntax',
      'not-checked',
      ...ROWS.map((row) => row[1]),
      ...GIVEN_ELSEWHERE,
    ]);
    expect(REASONS.filter((reason) => !covered.has(reason))).toEqual([]);
  });
});

describe('flags that never lower a verdict', () => {
  it.each([
    ['a role at a free provider', { localPart: 'info', domain: 'gmail.com', facts: TAKES_MAIL }],
    ['a relay', { domain: 'mozmail.com', facts: TAKES_MAIL }],
    ['a subaddress', { localPart: 'rui+shop', facts: TAKES_MAIL }],
    [
      'informational flags of the parser',
      {
        flags: ['cleaned', 'nfc-normalized', 'idna-mapped', 'reserved-ldh', 'a-label-local'],
        facts: TAKES_MAIL,
      },
    ],
  ] satisfies readonly (readonly [string, Verification])[])('%s', (_, what) => {
    expect(verify(what, lists).verdict).toBe('deliverable');
  });
});
