// The large providers that a typo may have meant, cut and sorted for the search among them.
import type { ProviderList } from '../model/reference-lists.ts';
import type { NameClass } from './slip-likelihood.ts';

/** A domain, cut at its first dot: `yahoo.co.uk` has the name `yahoo` and the suffix `co.uk`. */
export interface CutDomain {
  readonly domain: string;
  readonly name: string;
  readonly suffix: string;
  /** One bit per letter that occurs; digits and the rest share six bits. */
  readonly letters: number;
}

export interface Target extends CutDomain {
  readonly nameClass: NameClass;
}

/** Names shorter than this lie one slip from many real companies. */
const SHORT_NAME = 5;
/** A name with domains in this many countries is nobody else's. */
const WORLDWIDE_COUNTRIES = 3;

/** Targets by the length of their domain, because a near miss is about as long. */
type Targets = readonly (readonly Target[])[];

const targetsOf = new WeakMap<ProviderList, Targets>();

/** The targets of a list; made once for each list. */
export function targetsByLength(providers: ProviderList): Targets {
  const known = targetsOf.get(providers);
  if (known !== undefined) return known;
  const byLength: Target[][] = [];
  const all = providers.typoTargets.map(cutDomain);
  for (const target of all) {
    const sameLength = byLength[target.domain.length] ?? [];
    byLength[target.domain.length] = sameLength;
    sameLength.push({ ...target, nameClass: classOf(target, all) });
  }
  targetsOf.set(providers, byLength);
  return byLength;
}

function classOf({ name, suffix }: CutDomain, all: readonly CutDomain[]): NameClass {
  if (name.length < SHORT_NAME) return 'short';
  const countries = all.filter((other) => other.name === name && isCountry(other.suffix)).length;
  if (countries >= WORLDWIDE_COUNTRIES) return 'worldwide';
  return isCountry(suffix) ? 'national' : 'plain';
}

/** Two letters are a country (RFC 1591 2). */
function isCountry(suffix: string): boolean {
  return suffix.length - suffix.lastIndexOf('.') - 1 === 2;
}

/** Cuts a domain at its first dot. */
export function cutDomain(domain: string): CutDomain {
  const dot = domain.indexOf('.');
  const end = dot === -1 ? domain.length : dot;
  return {
    domain,
    name: domain.slice(0, end),
    suffix: domain.slice(end + 1),
    letters: lettersOf(domain),
  };
}

function lettersOf(domain: string): number {
  let letters = 0;
  for (let at = 0; at < domain.length; at += 1) {
    const code = domain.charCodeAt(at);
    if (code === 0x2e) continue;
    letters |= 1 << (code >= 0x61 && code <= 0x7a ? code - 0x61 : 26 + (code % 6));
  }
  return letters;
}
