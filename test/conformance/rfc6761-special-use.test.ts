// RFC 6761 6 and the registry it founded: names that never take mail, told from their text, without asking the DNS.

import { beforeAll, describe, expect, it } from 'vitest';
import { FACTS_SKIPPED } from '../../src/model/domain-facts.ts';
import type { ReferenceLists } from '../../src/model/reference-lists.ts';
import { parseAddress } from '../../src/parse/address.ts';
import { normalizedForm } from '../../src/parse/forms.ts';
import { loadReferenceLists } from '../../src/reference/load.ts';
import { profileDomain } from '../../src/score/domain-profile.ts';
import { verifyAddress } from '../../src/score/verify.ts';

const SPECIAL: readonly (readonly [source: string, domain: string])[] = [
  ['RFC 6761 6.2', 'kelp.test'],
  ['RFC 6761 6.2, in capitals', 'KELP.TEST'],
  ['RFC 6761 6.2, full-width', 'kelp.ｔｅｓｔ'],
  ['RFC 6761 6.3', 'kelp.localhost'],
  ['RFC 6761 6.4', 'kelp.invalid'],
  ['RFC 6761 6.4, deep below', 'a.b.c.d.invalid'],
  ['RFC 6761 6.5', 'kelp.example'],
  ['RFC 6761 6.5', 'example.com'],
  ['RFC 6761 6.5', 'Example.Net'],
  ['RFC 6761 6.5', 'example.org'],
  ['RFC 6761 6.5, below', 'mail.example.org'],
  ['RFC 6761 6.1', '10.in-addr.arpa'],
  ['RFC 8375', 'nas.home.arpa'],
  ['RFC 3172', 'kelp.ip6.arpa'],
  ['RFC 6762 3', 'printer.local'],
  ['RFC 7686', 'kelp.onion'],
  ['RFC 9476', 'kelp.alt'],
  ['ICANN, 2024-07-29', 'kelp.internal'],
];

/** Names that only look like one of them. */
const ORDINARY: readonly string[] = [
  ...[
    'contest.com',
    'kelptest.com',
    'test.kelp.com',
    'example.edu',
    'example.co.uk',
    'examples.com',
    'myexample.com',
  ],
  ...[
    'local.com',
    'kelplocal.de',
    'localhost.com',
    'invalid.org',
    'onion.com',
    'internal.com',
    'alt.com',
    'arpa.com',
  ],
  'example.com.kelp.org',
];

/** Often used at home and in offices, reserved by nobody, and delegated to nobody. */
const NOT_DELEGATED: readonly string[] = [
  'kelp.lan',
  'kelp.home',
  'kelp.corp',
  'kelp.mail',
  'kelp.localdomain',
];

let lists: ReferenceLists;
beforeAll(async () => {
  lists = await loadReferenceLists('data');
});

function reasonOf(domain: string): string {
  const address = `ann@${domain}`;
  const outcome = parseAddress(address);
  if (!outcome.valid) return `syntax: ${outcome.reason}`;
  const { reason } = verifyAddress({
    address,
    outcome,
    normalized: normalizedForm(outcome.mailbox),
    subaddress: null,
    profile: profileDomain(outcome.mailbox.domain, lists),
    facts: FACTS_SKIPPED,
    lists,
    cleanedSuggestion: null,
    checkedAt: '2026-11-21T10:00:00.000Z',
  });
  return reason;
}

describe('special-use names', () => {
  it.each(SPECIAL)('%s: nobody has mail at %s', (_source, domain) => {
    expect(reasonOf(domain)).toBe('special-use-domain');
  });

  it.each(ORDINARY)('%s is a name as others', (domain) => {
    expect(reasonOf(domain)).toBe('dns-skipped');
  });

  it.each(NOT_DELEGATED)('%s is not delegated, and not special', (domain) => {
    expect(reasonOf(domain)).toBe('unknown-tld');
  });

  it.each(['localhost', 'test', 'local'])('%s alone is no domain name of SMTP (RFC 5321 2.3.5)', (domain) => {
    expect(reasonOf(domain)).toBe('syntax: domain-not-fqdn');
  });
});
