// Finds the large provider that a domain was probably meant to be, by the slips between the two.
import type { ProviderList } from '../model/reference-lists.ts';
import { findSlip, SLIP_COST, type Slip, weightedDistance } from './slips.ts';

export interface NearMiss {
  /** The provider's domain. */
  readonly suggestion: string;
  /** The two are one slip apart, and the name is long enough for a slip to be the likelier story. */
  readonly oneSlip: boolean;
}

/** A domain, cut at its first dot: `yahoo.co.uk` has the name `yahoo` and the suffix `co.uk`. */
interface CutDomain {
  readonly domain: string;
  readonly name: string;
  readonly suffix: string;
  /** One bit per letter that occurs; digits and the rest share six bits. */
  readonly letters: number;
}

interface Miss {
  readonly cost: number;
  readonly oneSlip: boolean;
}

/** Names shorter than this lie one slip from many real companies (`aol` and `aon`). */
const SHORT_NAME = 5;

/** A dot that was left out or typed elsewhere. */
const DOT_COST = 0.9;

/** Two slips change at most four bits of the letters and two characters of the length. */
const LETTERS_APART_MAX = 4;
const LENGTH_APART_MAX = 2;

/** Country TLDs that a large provider's TLD slips into when a letter is dropped. */
const SLIPS_INTO_COUNTRY: Readonly<Record<string, readonly string[]>> = {
  com: ['co', 'cm', 'om'],
  net: ['ne', 'et'],
};

/** Targets by the length of their domain, because a near miss is about as long. */
type Targets = readonly (readonly CutDomain[])[];

const targetsOf = new WeakMap<ProviderList, Targets>();

/**
 * The nearest large provider within reach, or null. `knownTld` says whether the domain's own TLD is
 * delegated: a TLD that does not exist is itself a slip. Whether the near miss may be suggested is
 * decided in `typo-finding.ts`.
 */
export function findNearMiss(domain: string, providers: ProviderList, knownTld: boolean): NearMiss | null {
  const typed = cut(domain);
  const byLength = targets(providers);
  let best: Miss | null = null;
  let suggestion = '';
  for (let apart = -LENGTH_APART_MAX; apart <= LENGTH_APART_MAX; apart += 1) {
    for (const target of byLength[domain.length + apart] ?? []) {
      if (bitCount(typed.letters ^ target.letters) > LETTERS_APART_MAX) continue;
      if (domain === target.domain) return null;
      const miss = missBetween(typed, target, knownTld);
      if (miss !== null && (best === null || miss.cost < best.cost)) {
        best = miss;
        suggestion = target.domain;
      }
    }
  }
  return best === null ? null : { suggestion, oneSlip: best.oneSlip };
}

/**
 * The large provider behind a text that is no domain because of its dots: `gmailcom`, `gmail,com`,
 * `gmail..com`, or `gmail`, which can only be `gmail.com`. Null if there is none.
 */
export function repairDots(text: string, providers: ProviderList): string | null {
  const typed = text.toLowerCase().replace(/[.,;\s]+/g, '');
  const isMeant = (target: string): boolean =>
    target.replaceAll('.', '') === typed || target === `${typed}.com`;
  return providers.typoTargets.find(isMeant) ?? null;
}

function missBetween(typed: CutDomain, target: CutDomain, knownTld: boolean): Miss | null {
  if (typed.suffix === target.suffix) return missInName(typed.name, target.name);
  if (typed.name === target.name) return missInSuffix(typed, target, knownTld);
  if (joined(typed) === joined(target)) {
    const dotLeftOut = typed.domain.length < target.domain.length;
    return { cost: DOT_COST, oneSlip: dotLeftOut && target.name.length >= SHORT_NAME };
  }
  return knownTld ? null : missInBoth(typed, target);
}

function missInName(typed: string, intended: string): Miss | null {
  const slip = findSlip(typed, intended);
  const reach = reachOf(intended);
  if (slip !== null) {
    const cost = SLIP_COST[slip.kind];
    if (cost > reach || (slip.at === 0 && slip.kind === 'wrong-key')) return null;
    return { cost, oneSlip: intended.length >= SHORT_NAME && isLikely(slip, intended) };
  }
  if (typed.charCodeAt(0) !== intended.charCodeAt(0)) return null;
  const cost = weightedDistance(typed, intended);
  return cost > reach ? null : { cost, oneSlip: false };
}

/** How much may be wrong with a name, in the costs of slips: the longer the name, the more. */
function reachOf(name: string): number {
  if (name.length < SHORT_NAME) return SLIP_COST.transposed;
  return name.length < 7 ? 1.4 : 2;
}

/** The first letter is rarely missed, a key far off is seldom hit, and a letter more at the end is a plural. */
function isLikely(slip: Slip, intended: string): boolean {
  if (slip.kind === 'wrong-key' || (slip.kind === 'added' && slip.at === intended.length)) return false;
  return slip.at > 0 || slip.kind === 'transposed' || slip.kind === 'doubled';
}

function missInSuffix(typed: CutDomain, target: CutDomain, knownTld: boolean): Miss | null {
  const slip = findSlip(typed.suffix, target.suffix);
  if (slip === null) return null;
  const cost = SLIP_COST[slip.kind];
  if (!knownTld) {
    const tooShort = target.suffix.length === 2 && cost > SLIP_COST.transposed;
    return tooShort ? null : { cost, oneSlip: true };
  }
  if (target.name.length < SHORT_NAME) return null;
  if (SLIPS_INTO_COUNTRY[target.suffix]?.includes(typed.suffix)) return { cost, oneSlip: true };
  return cost > SLIP_COST['neighbour-key'] ? null : { cost, oneSlip: false };
}

function missInBoth(typed: CutDomain, target: CutDomain): Miss | null {
  const inName = missInName(typed.name, target.name);
  const inSuffix = missInSuffix(typed, target, false);
  if (!inName?.oneSlip || inSuffix === null) return null;
  return { cost: inName.cost + inSuffix.cost, oneSlip: false };
}

function targets(providers: ProviderList): Targets {
  const known = targetsOf.get(providers);
  if (known !== undefined) return known;
  const byLength: CutDomain[][] = [];
  for (const target of providers.typoTargets.map(cut)) {
    const sameLength = byLength[target.domain.length] ?? [];
    byLength[target.domain.length] = sameLength;
    sameLength.push(target);
  }
  targetsOf.set(providers, byLength);
  return byLength;
}

function joined({ name, suffix }: CutDomain): string {
  return name + suffix.replaceAll('.', '');
}

function cut(domain: string): CutDomain {
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

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
