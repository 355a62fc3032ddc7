// What the reference lists say about one domain; computed once per distinct domain, from lists alone.
import type { DomainProfile, ListHit } from '../model/domain-facts.ts';
import type { DomainList, ReferenceLists } from '../model/reference-lists.ts';
import { type MailHosts, UNKNOWN_HOSTS } from './mail-hosts.ts';
import { findNearMiss } from './near-miss.ts';

/** The profile of a mailbox without a domain name, that is with an address literal. */
export const BLANK_PROFILE: DomainProfile = {
  provider: 'other',
  disposable: null,
  parked: null,
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
 * `hosts`, where they are known, name the provider, and let a domain be disposable or parked by them.
 */
export function profileDomain(
  domain: string,
  lists: ReferenceLists,
  hosts: MailHosts = UNKNOWN_HOSTS,
): DomainProfile {
  const allowed = isAllowed(domain, lists);
  const relay = lists.relay.has(domain) ? hit(lists.relay) : null;
  const knownTld = lists.tlds.has(domain.slice(domain.lastIndexOf('.') + 1));
  const knownTypo = allowed || relay !== null ? null : findKnownTypo(domain, lists);
  const settled = allowed || relay !== null || knownTypo !== null;
  const nearMiss = settled || lists.free.has(domain) ? null : findNearMiss(domain, lists.providers, knownTld);
  const disposable = settled ? null : findDisposable(domain, lists, hosts);
  return {
    provider: lists.providers.get(domain) ?? hosts.provider ?? 'other',
    disposable,
    parked: settled || disposable !== null || hosts.kind !== 'parked' ? null : { source: hosts.source },
    relay,
    free: lists.free.has(domain) ? hit(lists.free) : null,
    specialUse: lists.specialUse.has(domain),
    knownTld,
    knownTypo,
    nearMiss,
    suggestOnly: isSuggestOnly(domain, knownTypo?.suggestion ?? nearMiss?.suggestion),
  };
}

/** Names that the public DNS cannot hold: it is not asked about them, and nobody else need know of them. */
export function isOutsidePublicDns(domain: string, { specialUse, tlds }: ReferenceLists): boolean {
  return specialUse.has(domain) || !tlds.has(domain.slice(domain.lastIndexOf('.') + 1));
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

function findDisposable(domain: string, lists: ReferenceLists, hosts: MailHosts): ListHit | null {
  if (lists.disposable.has(domain)) return hit(lists.disposable);
  return hosts.kind === 'disposable' ? { source: hosts.source } : null;
}

function hit(list: DomainList): ListHit {
  return { source: list.source };
}
