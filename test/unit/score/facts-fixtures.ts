// Domain facts, parse outcomes and verifications for tests, without any parser or name server.
import { type DomainFacts, FACTS_SKIPPED } from '../../../src/model/domain-facts.ts';
import type { Mailbox, ParseOutcome, SyntaxFlag } from '../../../src/model/mailbox.ts';
import type { ReferenceLists } from '../../../src/model/reference-lists.ts';
import type { VerificationResult } from '../../../src/model/result.ts';
import { profileDomain } from '../../../src/score/domain-profile.ts';
import { readMailHosts } from '../../../src/score/mail-hosts.ts';
import { verifyAddress } from '../../../src/score/verify.ts';

export const CHECKED_AT = '2026-11-21T10:00:00.000Z';

export const TAKES_MAIL: DomainFacts = {
  dns: 'ok',
  mail: 'mx',
  mxRecords: [{ preference: 10, exchange: 'mx.saltmarsh.se' }],
  reachability: 'reachable',
  ttlSeconds: 3600,
};

export function facts(changes: Partial<DomainFacts>): DomainFacts {
  return { ...TAKES_MAIL, mxRecords: [], ...changes };
}

export const NXDOMAIN = facts({ dns: 'nxdomain', mail: 'none', reachability: 'unknown' });

export function parsed(
  localPart: string,
  domain: string,
  flags: readonly SyntaxFlag[] = [],
): Extract<ParseOutcome, { valid: true }> {
  return { valid: true, mailbox: { localPart, domain, domainKind: kindOf(domain) }, flags };
}

function kindOf(domain: string): Mailbox['domainKind'] {
  if (!domain.startsWith('[')) return 'name';
  return domain.startsWith('[IPv6:') ? 'ipv6-literal' : 'ipv4-literal';
}

export interface Verification {
  readonly localPart?: string;
  readonly domain?: string;
  readonly flags?: readonly SyntaxFlag[];
  readonly facts?: DomainFacts;
}

/** Verifies as the single-address route does: a profile for names, none for literals. */
export function verify(what: Verification, lists: ReferenceLists): VerificationResult {
  const { localPart = 'ann', domain = 'saltmarsh.se', flags = [], facts: known = FACTS_SKIPPED } = what;
  const address = `${localPart}@${domain}`;
  const hosts = readMailHosts(
    known.mxRecords.map(({ exchange }) => exchange),
    lists,
  );
  return verifyAddress({
    address,
    outcome: parsed(localPart, domain, flags),
    normalized: address,
    subaddress: null,
    profile: domain.startsWith('[') ? null : profileDomain(domain, lists, hosts),
    facts: known,
    lists,
    cleanedSuggestion: null,
    checkedAt: CHECKED_AT,
  });
}
