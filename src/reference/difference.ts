// What a new set of lists adds and takes away, list by list.
import { hasSelfOrParent } from './domain-lookup.ts';
import type { ListSet } from './list-set.ts';
import { REFERENCE_LIST_NAMES, type ReferenceListName } from './manifest.ts';

export interface ListDifference {
  readonly name: ReferenceListName;
  /** Version of the list before and after. */
  readonly versions: readonly [before: string, after: string];
  /** Entries before. */
  readonly count: number;
  readonly added: readonly string[];
  /** Entries that are found no more; one that lies below a new entry is still found. */
  readonly removed: readonly string[];
}

/** Lists in which a name is found by the domains above it. */
const BY_PARENT: ReadonlySet<ReferenceListName> = new Set([
  'disposable',
  'relay',
  'real-domains',
  'special-use',
  'mx-disposable',
  'mx-parked',
]);

/** The lists whose files differ, in the order of the manifest. */
export function differences(before: ListSet, after: ListSet): ListDifference[] {
  return REFERENCE_LIST_NAMES.flatMap((name) => {
    const [from, to] = [before, after].map(({ manifest }) => manifest.lists.find((one) => one.name === name));
    if (!from || !to || from.sha256 === to.sha256) return [];
    const [old, fresh] = [new Set(before.lines[name]), new Set(after.lines[name])];
    const isFound = (line: string) => (BY_PARENT.has(name) ? hasSelfOrParent(fresh, line) : fresh.has(line));
    return {
      name,
      versions: [from.version, to.version] as const,
      count: old.size,
      added: [...fresh].filter((line) => !old.has(line)),
      removed: [...old].filter((line) => !isFound(line)),
    };
  });
}
