// What the reference lists say about one domain; computed once per distinct domain, from lists alone.
import type { DomainProfile, ListHit } from '../model/domain-facts.ts';
import type { DomainList, ReferenceLists } from '../model/reference-lists.ts';
import { findNearMiss } from './near-miss.ts';

/** The profile of a mailbox without a domain name, that is with an address literal. */
export const BLANK_PROFILE: DomainProfile = {
  provider: 'other',
  disposable: null,
  relay: null,
  free: null,
  specialUse: false,
  knownTld: true,
  knownTypo: null,
  nearMiss: null,
};

/**
 * Reads the lists for one lower-case A-label domain. Real providers and allow-listed domains are never
 * typos or disposable, a relay is never disposable, and neither is a known typo: most of those also sit
 * in disposable lists.
 *
 * `exchanges`, where they are known, let a domain be disposable whose mail all goes to listed hosts.
 */
export function profileDomain(
  domain: string,
  lists: ReferenceLists,
  exchanges: readonly string[] = [],
): DomainProfile {
  const allowed = isAllowed(domain, lists);
  const relay = isListed(domain, lists.relay, () => false) ? hit(lists.relay) : null;
  const knownTld = lists.tlds.has(domain.slice(domain.lastIndexOf('.') + 1));
  const knownTypo = allowed || relay !== null ? null : findKnownTypo(domain, lists);
  const nearMiss =
    allowed || relay !== null || knownTypo !== null || lists.free.has(domain)
      ? null
      : findNearMiss(domain, lists.providers, knownTld);
  const disposable =
    allowed || relay !== null || knownTypo !== null ? null : findDisposable(domain, lists, exchanges);
  return {
    provider: lists.providers.get(domain) ?? 'other',
    disposable,
    relay,
    free: lists.free.has(domain) ? hit(lists.free) : null,
    specialUse: isSpecialUse(domain, lists),
    knownTld,
    knownTypo,
    nearMiss,
    suggestOnly: isSuggestOnly(domain, knownTypo?.suggestion ?? nearMiss?.suggestion),
  };
}

/** On an allow-list: a large provider, or a real domain that only looks like a typo. */
function isAllowed(domain: string, lists: ReferenceLists): boolean {
  return lists.providers.get(domain) !== undefined || lists.realDomains.has(domain);
}

function findKnownTypo(domain: string, lists: ReferenceLists): DomainProfile['knownTypo'] {
  const suggestion = lists.typoDomains.get(domain);
  if (suggestion === undefined || suggestion === domain) return null;
  return { source: lists.typoDomains.source, suggestion };
}

/** `.co` is sold to companies all over the world, so a provider's name under it may be anybody's. */
function isSuggestOnly(domain: string, suggestion: string | undefined): boolean {
  return domain.endsWith('.co') && suggestion === `${domain}m`;
}

function findDisposable(domain: string, lists: ReferenceLists, exchanges: readonly string[]): ListHit | null {
  const isDisposable = (name: string): boolean =>
    isListed(name, lists.disposable, (parent) => isAllowed(parent, lists));
  const found = isDisposable(domain) || (exchanges.length > 0 && exchanges.every(isDisposable));
  return found ? hit(lists.disposable) : null;
}

/** Whether the domain or a parent of two labels or more is listed; a parent that `stops` ends the walk. */
function isListed(domain: string, list: DomainList, stops: (parent: string) => boolean): boolean {
  if (list.has(domain)) return true;
  let parent = domain.slice(domain.indexOf('.') + 1);
  for (let dot = parent.indexOf('.'); dot !== -1; dot = parent.indexOf('.')) {
    if (stops(parent)) return false;
    if (list.has(parent)) return true;
    parent = parent.slice(dot + 1);
  }
  return false;
}

/** Whether the domain or any name above it, the TLD included, is reserved. */
function isSpecialUse(domain: string, lists: ReferenceLists): boolean {
  let name = domain;
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.')) {
    if (lists.specialUse.has(name)) return true;
    name = name.slice(dot + 1);
  }
  return lists.specialUse.has(name);
}

function hit(list: DomainList): ListHit {
  return { source: list.source };
}
