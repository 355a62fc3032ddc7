// The sanity gate of a refresh: what no newer version of a package may do to the lists.
import type { ListDifference } from './difference.ts';
import { hasSelfOrParent } from './domain-lookup.ts';
import type { ListSet } from './list-set.ts';
import type { ListSource } from './manifest.ts';

/** The share of a list, or of a package's names, that one refresh may take away. */
const LOSS_MAX = 0.1;
/** Names that a refusal shows. */
const SHOWN = 10;

/** Why a new set of lists is refused: sentences; none when it may be put in the place of the old one. */
export function refusals(
  before: ListSet,
  after: ListSet,
  changes: readonly ListDifference[],
  ownAllowed: readonly string[],
): string[] {
  return [
    ...changes.flatMap(lossOfList),
    ...packagesOf(before).flatMap((source) => lossOfPackage(source, packagesOf(after))),
    ...said('The packages newly call these real domains disposable', newlyContested(before, after)),
    ...said(
      'These would be disposable and are providers, relays or real domains',
      protectedHits(before, after),
    ),
    ...said('These would be disposable and stand on your own allow list', ownAllowed),
  ];
}

function lossOfList({ name, count, removed }: ListDifference): string[] {
  if (removed.length <= count * LOSS_MAX) return [];
  return [`The list ${name} would lose ${removed.length} of ${count} entries; at most a tenth may go.`];
}

function lossOfPackage({ name, version, names = 0 }: ListSource, fresh: readonly ListSource[]): string[] {
  const now = fresh.find((source) => source.name === name);
  if (now?.names !== undefined && now.names >= names * (1 - LOSS_MAX)) return [];
  const instead = now ? `${now.version} lists ${now.names ?? 0}` : 'it is missing now';
  return [`${name} ${version} lists ${names} names, ${instead}; at most a tenth may go.`];
}

function packagesOf({ manifest }: ListSet): ListSource[] {
  return manifest.lists.flatMap(({ sources }) => sources.filter(({ integrity }) => integrity !== undefined));
}

/**
 * What the sources say of real domains although they did not say it before. What was disposable and became
 * real by our own hand is no new claim of theirs.
 */
function newlyContested(before: ListSet, after: ListSet): string[] {
  const known = new Set([...contestedOf(before), ...before.lines.disposable]);
  return contestedOf(after).filter((domain) => !hasSelfOrParent(known, domain));
}

/** Real names that the sources of a set call disposable. */
export function contestedOf({ manifest }: ListSet): readonly string[] {
  return manifest.lists.find(({ name }) => name === 'disposable')?.contested ?? [];
}

/** Names that are real in either set and would be disposable by their own entry or one above them. */
function protectedHits(before: ListSet, after: ListSet): string[] {
  const disposable = new Set(after.lines.disposable);
  const real = [before, after].flatMap(({ lines }) => [
    ...lines.providers.map((line) => line.split(' ')[0] ?? ''),
    ...lines.relay,
    ...lines['real-domains'],
  ]);
  return [...new Set(real)].filter((domain) => hasSelfOrParent(disposable, domain));
}

function said(sentence: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return [`${sentence}: ${names.slice(0, SHOWN).join(', ')}${more}.`];
}
