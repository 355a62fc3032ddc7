// What follows the `@`: a domain name or an address literal (RFC 5321 4.1.2, 4.1.3).

import type { Mailbox, SyntaxFlag, SyntaxReason } from '../model/mailbox.ts';
import { parseAddressLiteral } from './address-literal.ts';
import { parseDomainName } from './domain-name.ts';

export type DomainOutcome =
  | {
      readonly valid: true;
      readonly domain: string;
      readonly domainKind: Mailbox['domainKind'];
      readonly flags: readonly SyntaxFlag[];
    }
  | { readonly valid: false; readonly reason: SyntaxReason };

/** Parses the domain part of an address, without surrounding white space or a trailing dot. */
export function parseDomain(text: string): DomainOutcome {
  if (text === '') return { valid: false, reason: 'domain-empty' };
  if (text.startsWith('[')) return literalDomain(text);
  const name = parseDomainName(text);
  return name.valid ? { valid: true, domain: name.domain, domainKind: 'name', flags: name.flags } : name;
}

function literalDomain(text: string): DomainOutcome {
  const literal = parseAddressLiteral(text);
  if (!literal) return { valid: false, reason: 'literal-malformed' };
  return {
    valid: true,
    domain: literal.text,
    domainKind: literal.kind,
    flags: literal.isPublic ? ['address-literal'] : ['address-literal', 'non-public-ip'],
  };
}
