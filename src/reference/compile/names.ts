// Cleans the names that lists hold: lower-case A-labels, or nothing.
import { domainToASCII } from 'node:url';
import { getPublicSuffix, parse } from 'tldts';
import { selfAndParents } from '../domain-lookup.ts';

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A label as a lower-case A-label (RFC 5890 2.3.2.1), or null when it is none. */
export function cleanLabel(text: string): string | null {
  const label = domainToASCII(text.trim().toLowerCase().normalize('NFC'));
  return LABEL.test(label) ? label : null;
}

/**
 * A domain as lower-case A-labels without a trailing dot, or null when it is none: fewer than two
 * labels, more than 253 octets, characters outside letters, digits and hyphen. A leading `*.` or `@`
 * is left out.
 */
export function cleanDomain(text: string): string | null {
  const bare = text
    .trim()
    .toLowerCase()
    .normalize('NFC')
    .replace(/^(?:\*\.|@)/, '')
    .replace(/\.$/, '');
  // Underscore and other ASCII that domainToASCII lets pass stops at the label pattern.
  const domain = /^[\x20-\x7e]*$/.test(bare) ? bare : domainToASCII(bare);
  const labels = domain.split('.');
  return domain.length <= 253 && labels.length >= 2 && labels.every((label) => LABEL.test(label))
    ? domain
    : null;
}

/** Names under which only governments, forces, universities and the NHS can register. */
const CLOSED_SUFFIX =
  /(?:^|\.)(?:gov|mil|edu|int|(?:gov|nhs|ac|police|mod)\.uk|gov\.[a-z]{2}|gouv\.fr|edu\.au)$/;

/** True for names that nobody can register to throw away, whatever a list says about them. */
export function isClosedRegistration(domain: string): boolean {
  return CLOSED_SUFFIX.test(domain);
}

/** True when the name is a public suffix itself (`co.uk`, `duckdns.org`): its tenants are not one owner. */
export function isPublicSuffix(domain: string): boolean {
  return getPublicSuffix(domain, { allowPrivateDomains: true }) === domain;
}

/** True for a name that a host or dynamic-DNS service lends out (`somebody.dpdns.org`). */
export function isTenant(domain: string): boolean {
  return parse(domain, { allowPrivateDomains: true }).isPrivate === true;
}

/** Unique and sorted by code unit, as list files are. */
export function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Leaves out every name that has an ancestor in the set. */
export function withoutChildren(names: ReadonlySet<string>): string[] {
  return [...names].filter((name) => {
    const [, ...parents] = selfAndParents(name);
    return !parents.some((parent) => names.has(parent));
  });
}

/** All domains above the given ones. */
export function ancestors(names: Iterable<string>): Set<string> {
  const above = new Set<string>();
  for (const name of names) {
    const [, ...parents] = selfAndParents(name);
    for (const parent of parents) above.add(parent);
  }
  return above;
}
