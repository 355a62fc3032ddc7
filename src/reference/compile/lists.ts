// Makes the lists of what the packages and our own hand give; pure, the same input gives the same lists.
import { hasSelfOrParent } from '../domain-lookup.ts';
import type { ReferenceListName } from '../manifest.ts';
import type { Authored } from './authored.ts';
import type { Harvest } from './harvest.ts';
import { makeMailHosts } from './mail-hosts.ts';
import {
  ancestors,
  cleanDomain,
  cleanLabel,
  isClosedRegistration,
  isPublicSuffix,
  isTenant,
  sorted,
  withoutChildren,
} from './names.ts';
import { contradiction, ownDomain } from './own-entries.ts';
import { typoTable } from './typo-domains.ts';

/** The lists that others are held against, as sets. */
interface Ground {
  readonly tlds: ReadonlySet<string>;
  readonly relay: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
  readonly organisations: ReadonlySet<string>;
  readonly realDomains: ReadonlySet<string>;
  readonly specialUse: ReadonlySet<string>;
  readonly typos: ReadonlyMap<string, string>;
}

const LOCAL_WORD = /^[a-z0-9][a-z0-9._-]*$/;

/**
 * The lines of every list, sorted and unique.
 * @throws SluiceError `reference-lists-invalid` when authored lists contradict each other.
 */
export function makeLists(
  harvests: readonly Harvest[],
  authored: Authored,
): Record<ReferenceListName, readonly string[]> {
  const feed = (list: ReferenceListName): string[] => namesFor(list, harvests);
  const ground = makeGround(feed('tlds'), authored);
  refuseContradictions(ground);
  const disposable = makeDisposable(feed('disposable'), ground);
  const { providers } = authored;
  return {
    disposable,
    relay: sorted(ground.relay),
    free: makeFree(feed('free'), new Set(disposable), new Set(authored.notFree), ground),
    providers: sorted(
      providers.map(({ domain, key, target }) => `${domain} ${key}${target ? ' target' : ''}`),
    ),
    roles: makeRoles(feed('roles'), authored),
    'typo-domains': sorted([...ground.typos].map(([wrong, right]) => `${wrong} ${right}`)),
    'real-domains': sorted([...ground.realDomains, ...ground.organisations]),
    tlds: sorted(ground.tlds),
    'special-use': sorted(ground.specialUse),
    ...makeMailHosts(authored),
  };
}

function makeGround(tldNames: readonly string[], authored: Authored): Ground {
  const tlds = new Set(tldNames.map(cleanLabel).filter((label) => label !== null));
  return {
    tlds,
    relay: new Set(authored.relay.map(ownDomain)),
    providers: new Set(authored.providers.map(({ domain }) => ownDomain(domain))),
    organisations: new Set(authored.organisations.map(ownDomain)),
    realDomains: new Set(authored.realDomains.map(ownDomain)),
    specialUse: new Set(authored.specialUse),
    typos: typoTable(authored.typos, authored.providers, tlds),
  };
}

/** Real names, or names above them, that a package calls disposable; sorted. They never get into the list. */
export function makeContested(harvests: readonly Harvest[], authored: Authored): string[] {
  const kept = new Set(keptSets(makeGround(namesFor('tlds', harvests), authored)).flatMap((set) => [...set]));
  const above = ancestors(kept);
  const named = namesFor('disposable', harvests)
    .map(cleanDomain)
    .filter((domain) => domain !== null);
  return sorted(named.filter((domain) => kept.has(domain) || above.has(domain)));
}

function namesFor(list: ReferenceListName, harvests: readonly Harvest[]): string[] {
  return harvests.filter(({ source }) => source.feeds === list).flatMap(({ names }) => names);
}

function keptSets(ground: Ground): ReadonlySet<string>[] {
  return [ground.relay, ground.providers, ground.organisations, ground.realDomains, ground.specialUse];
}

/**
 * Throw-away domains: what the packages name, less what is a relay, a known real domain or below one,
 * a typo domain (the typo is the better answer), a public suffix, a closed registration, a special-use
 * name, or cannot exist. A name below a listed one is left out: the reader walks the parents.
 */
function makeDisposable(names: readonly string[], ground: Ground): string[] {
  const kept = keptSets(ground);
  const above = ancestors(kept.flatMap((set) => [...set]));
  const domains = names
    .map(cleanDomain)
    .filter((domain) => domain !== null)
    .filter((domain) => isDelegated(domain, ground.tlds) && !ground.typos.has(domain) && !above.has(domain))
    .filter((domain) => !kept.some((set) => hasSelfOrParent(set, domain)))
    .filter((domain) => !isPublicSuffix(domain) && !isClosedRegistration(domain));
  return sorted(withoutChildren(new Set(domains)));
}

/** Mailbox providers open to everybody: what the packages and the provider table name, cleaned. */
function makeFree(
  names: readonly string[],
  disposable: ReadonlySet<string>,
  notFree: ReadonlySet<string>,
  ground: Ground,
): string[] {
  const unfit = [disposable, notFree, ground.relay, ground.organisations, ground.specialUse];
  const domains = [...names, ...ground.providers]
    .map(cleanDomain)
    .filter((domain) => domain !== null)
    .filter((domain) => isDelegated(domain, ground.tlds) && !ground.typos.has(domain))
    .filter((domain) => !unfit.some((set) => hasSelfOrParent(set, domain)))
    .filter((domain) => !isPublicSuffix(domain) && !isTenant(domain) && !isClosedRegistration(domain));
  return sorted(domains);
}

function makeRoles(names: readonly string[], { roles, notRoles }: Authored): string[] {
  const unfit = new Set(notRoles);
  const fromPackage = names.map((name) => name.toLowerCase()).filter((name) => !unfit.has(name));
  return sorted([...fromPackage, ...roles].filter((name) => LOCAL_WORD.test(name)));
}

function isDelegated(domain: string, tlds: ReadonlySet<string>): boolean {
  return tlds.has(domain.slice(domain.lastIndexOf('.') + 1));
}

function refuseContradictions(ground: Ground): void {
  const real = [ground.providers, ground.organisations, ground.realDomains, ground.relay];
  for (const wrong of ground.typos.keys()) {
    if (real.some((set) => set.has(wrong))) throw contradiction(wrong, 'a typo and a real domain');
  }
  for (const name of ground.relay) {
    if (ground.providers.has(name)) throw contradiction(name, 'a relay and a provider');
  }
  for (const name of ground.organisations) {
    if (ground.providers.has(name)) throw contradiction(name, 'an organisation and a provider');
  }
}
