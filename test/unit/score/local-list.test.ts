// The organisation's own word about a domain wins over the bundled lists, and over nothing else.
import { describe, expect, it } from 'vitest';
import { type DomainFacts, FACTS_SKIPPED, type LocalListHit } from '../../../src/model/domain-facts.ts';
import { REASONS } from '../../../src/model/verdict.ts';
import { createBulkJudge } from '../../../src/score/bulk.ts';
import { profileDomain } from '../../../src/score/domain-profile.ts';
import { localListIn } from '../../../src/score/findings.ts';
import { localFacts } from '../../../src/score/local-facts.ts';
import { withLocalList } from '../../../src/score/local-list.ts';
import { mailHostsOfKind } from '../../../src/score/mail-hosts.ts';
import { verifyAddress } from '../../../src/score/verify.ts';
import { CHECKED_AT, facts, NXDOMAIN, parsed, TAKES_MAIL } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();
const ALLOW: LocalListHit = { list: 'allow', source: 'local-allow@2026-11-21' };
const BLOCK: LocalListHit = { list: 'block', source: 'local-block@2026-11-20' };

function judged(
  local: LocalListHit | null,
  domain: string,
  known: DomainFacts = TAKES_MAIL,
  localPart = 'ann',
) {
  const outcome = parsed(localPart, domain);
  const profile = withLocalList(profileDomain(domain, lists), local);
  const row = createBulkJudge().forDomain(profile, known).judge(localFacts(outcome, lists));
  const single = verifyAddress({
    address: `${localPart}@${domain}`,
    outcome,
    normalized: null,
    subaddress: null,
    profile,
    facts: known,
    lists,
    cleanedSuggestion: null,
    checkedAt: CHECKED_AT,
  });
  expect([REASONS[row.reason], row.toxicity]).toEqual([single.reason, single.toxicity.score]);
  expect(localListIn(row.findings)).toBe(local?.list ?? null);
  return single;
}

const ROWS: readonly (readonly [LocalListHit, string, DomainFacts, string, string | null])[] = [
  [ALLOW, 'yopmail.com', TAKES_MAIL, 'ok', null],
  [ALLOW, 'gmial.com', TAKES_MAIL, 'ok', null],
  [ALLOW, 'hotmial.com', FACTS_SKIPPED, 'dns-skipped', null],
  [ALLOW, 'duck.com', TAKES_MAIL, 'relay', null],
  [ALLOW, 'saltmarsh.se', NXDOMAIN, 'nxdomain', null],
  [
    ALLOW,
    'saltmarsh.se',
    facts({ dns: 'timeout', mail: 'unknown', reachability: 'unknown' }),
    'dns-timeout',
    null,
  ],
  [BLOCK, 'saltmarsh.se', TAKES_MAIL, 'disposable', null],
  [BLOCK, 'gmail.com', TAKES_MAIL, 'disposable', null],
  [BLOCK, 'duck.com', TAKES_MAIL, 'disposable', null],
  [BLOCK, 'gmial.com', TAKES_MAIL, 'disposable', null],
  [BLOCK, 'saltmarsh.se', NXDOMAIN, 'nxdomain', null],
];

describe('withLocalList', () => {
  it.each(ROWS)('%o makes %s with %o %s', (local, domain, known, reason, suggestion) => {
    const result = judged(local, domain, known);
    expect(result.reason).toBe(reason);
    expect(result.suggestion).toBe(suggestion);
  });

  it('names the list behind a hit', () => {
    const about = (local: LocalListHit, domain: string) =>
      judged(local, domain).checks.find(({ check }) => check === 'disposable');
    expect(about(BLOCK, 'saltmarsh.se')).toEqual({
      check: 'disposable',
      outcome: 'fail',
      reason: 'disposable',
      source: BLOCK.source,
    });
    expect(about(ALLOW, 'yopmail.com')).toEqual({
      check: 'disposable',
      outcome: 'pass',
      reason: 'not-disposable',
      source: ALLOW.source,
    });
    expect(judged(BLOCK, 'gmail.com').toxicity.signals).toEqual([
      { code: 'disposable', points: 3, source: BLOCK.source },
    ]);
  });

  it('an allowed domain is not parked, and what its local part says counts all the same', () => {
    const parked = profileDomain('saltmarsh.se', lists, mailHostsOfKind('parked'));
    expect(parked.parked).not.toBeNull();
    expect(withLocalList(parked, ALLOW).parked).toBeNull();
    expect(judged(ALLOW, 'saltmarsh.se', TAKES_MAIL, 'spamtrap').reason).toBe('toxic');
  });

  it('leaves the profile as it is where there is no word', () => {
    const profile = profileDomain('yopmail.com', lists);
    expect(withLocalList(profile, null)).toBe(profile);
  });

  it('keeps equal domains with and without a word apart', () => {
    const bulk = createBulkJudge();
    const profile = profileDomain('saltmarsh.se', lists);
    const rows = [null, ALLOW, BLOCK].map((local) =>
      localListIn(bulk.forDomain(withLocalList(profile, local), TAKES_MAIL).judge(0).findings),
    );
    expect(rows).toEqual([null, 'allow', 'block']);
  });
});
