// Finds the large provider that a domain was probably meant to be, by the slips between the two.
import type { ProviderList } from '../model/reference-lists.ts';
import { isLikelySlip } from './slip-likelihood.ts';
import { findSlip, SLIP_COST, weightedDistance } from './slips.ts';
import { type CutDomain, cutDomain, type Target, targetsByLength } from './typo-targets.ts';

export interface NearMiss {
  /** The provider's domain. */
  readonly suggestion: string;
  /** The two are one slip apart, and a slip is the likelier story than a name of somebody else. */
  readonly oneSlip: boolean;
}

interface Miss {
  readonly cost: number;
  readonly oneSlip: boolean;
}

/** A dot that was left out or typed elsewhere. */
const DOT_COST = 0.9;

/** Two slips change at most four bits of the letters and two characters of the length. */
const LETTERS_APART_MAX = 4;
const LENGTH_APART_MAX = 2;

/** Delegated TLDs that a large provider's TLD slips into: a letter is dropped, or the key beside it hit. */
const SLIPS_INTO_TLD: Readonly<Record<string, readonly string[]>> = {
  com: ['co', 'cm', 'om', 'cam'],
  net: ['ne', 'et', 'bet', 'met'],
};

/**
 * The nearest large provider within reach, or null. `knownTld` says whether the domain's own TLD is
 * delegated: a TLD that does not exist is itself a slip. Whether the near miss may be suggested is
 * decided in `typo-finding.ts`.
 */
export function findNearMiss(domain: string, providers: ProviderList, knownTld: boolean): NearMiss | null {
  const typed = cutDomain(domain);
  const byLength = targetsByLength(providers);
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

function missBetween(typed: CutDomain, target: Target, knownTld: boolean): Miss | null {
  if (typed.suffix === target.suffix) return missInName(typed.name, target);
  if (typed.name === target.name) return missInSuffix(typed, target, knownTld);
  if (joined(typed) === joined(target)) return missInDots(typed, target, knownTld);
  return knownTld && !slipsIntoTld(typed, target) ? null : missInBoth(typed, target);
}

function missInName(typed: string, target: Target): Miss | null {
  const intended = target.name;
  const slip = findSlip(typed, intended);
  const reach = reachOf(target);
  if (slip !== null) {
    const cost = SLIP_COST[slip.kind];
    if (cost > reach || (slip.at === 0 && slip.kind === 'wrong-key')) return null;
    return { cost, oneSlip: isLikelySlip({ slip, typed, intended }, target.nameClass) };
  }
  if (typed.charCodeAt(0) !== intended.charCodeAt(0)) return null;
  const cost = weightedDistance(typed, intended);
  return cost > reach ? null : { cost, oneSlip: false };
}

/**
 * The letters in their order, with the dot elsewhere. With a dot more the text is a name below
 * somebody's domain (`gmai.l.com`); with one less, a short name may be another (`liveco.uk`).
 */
function missInDots(typed: CutDomain, target: Target, knownTld: boolean): Miss {
  const isMoved = typed.domain.length === target.domain.length;
  const isLeftOut = typed.domain.length < target.domain.length;
  return {
    cost: DOT_COST,
    oneSlip: !knownTld || isMoved || (isLeftOut && target.nameClass !== 'short'),
  };
}

/** How much may be wrong with a name, in the costs of slips: the longer the name, the more. */
function reachOf({ name, nameClass }: Target): number {
  if (nameClass === 'short') return SLIP_COST.transposed;
  return name.length < 7 ? 1.4 : 2;
}

function missInSuffix(typed: CutDomain, target: Target, knownTld: boolean): Miss | null {
  const slip = findSlip(typed.suffix, target.suffix);
  if (slip === null) return null;
  const cost = SLIP_COST[slip.kind];
  if (!knownTld) {
    const tooShort = target.suffix.length === 2 && cost > SLIP_COST.transposed;
    return tooShort ? null : { cost, oneSlip: true };
  }
  const oneSlip = target.nameClass !== 'short';
  if (slipsIntoTld(typed, target)) return { cost, oneSlip };
  if (isWithinCountry(typed.suffix, target.suffix)) return { cost, oneSlip };
  return !oneSlip || cost > SLIP_COST['neighbour-key'] ? null : { cost, oneSlip: false };
}

function slipsIntoTld(typed: CutDomain, target: Target): boolean {
  return SLIPS_INTO_TLD[target.suffix]?.includes(typed.suffix) === true;
}

/** `c.uk` for `co.uk`: what stands before the country is wrong, the country is right. */
function isWithinCountry(typed: string, intended: string): boolean {
  const dot = intended.lastIndexOf('.');
  return dot !== -1 && typed.endsWith(intended.slice(dot));
}

function missInBoth(typed: CutDomain, target: Target): Miss | null {
  const inName = missInName(typed.name, target);
  const inSuffix = missInSuffix(typed, target, false);
  if (!inName?.oneSlip || inSuffix === null) return null;
  return { cost: inName.cost + inSuffix.cost, oneSlip: false };
}

function joined({ name, suffix }: CutDomain): string {
  return name + suffix.replaceAll('.', '');
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
