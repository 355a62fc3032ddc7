// How a name is looked up in a list: exact, with its parent domains, or by its last label.
import type { DomainList, LookupTable } from '../model/reference-lists.ts';

/** Lower case, without the one trailing dot of an absolute name; what every lookup starts with. */
function lookupForm(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** The name, then each domain above it, the top-level domain last: `a.b.c`, `b.c`, `c`. */
export function* selfAndParents(name: string): Generator<string> {
  for (let rest = name; ; ) {
    yield rest;
    const dot = rest.indexOf('.');
    if (dot === -1) return;
    rest = rest.slice(dot + 1);
  }
}

/** A list in which a name is found only as it stands. */
export function exactList(source: string, entries: Iterable<string>): DomainList {
  const set = new Set(entries);
  return { source, has: (name) => set.has(lookupForm(name)) };
}

/** A list in which a name is found when it or a domain above it is an entry. */
export function parentList(source: string, entries: Iterable<string>): DomainList {
  const set = new Set(entries);
  return { source, has: (name) => hasSelfOrParent(set, lookupForm(name)) };
}

/** A table in which a name finds its own value, or else that of the nearest domain above it. */
export function parentTable(
  source: string,
  entries: Iterable<readonly [string, string]>,
): LookupTable<string> {
  const map = new Map(entries);
  return {
    source,
    get: (name) => {
      for (const candidate of selfAndParents(lookupForm(name))) {
        const value = map.get(candidate);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
}

/** The list of top-level domains: a label or a whole domain may be asked, the last label counts. */
export function lastLabelList(source: string, entries: Iterable<string>): DomainList {
  const set = new Set(entries);
  return {
    source,
    has: (name) => {
      const form = lookupForm(name);
      return set.has(form.slice(form.lastIndexOf('.') + 1));
    },
  };
}

/** A table in which a name is found only as it stands. */
export function exactTable(
  source: string,
  entries: Iterable<readonly [string, string]>,
): LookupTable<string> {
  const map = new Map(entries);
  return { source, get: (name) => map.get(lookupForm(name)) };
}

/** True when the name or a domain above it is in the set. The name must be in its lookup form. */
export function hasSelfOrParent(set: ReadonlySet<string>, name: string): boolean {
  for (let at = 0; ; ) {
    if (set.has(at === 0 ? name : name.slice(at))) return true;
    const dot = name.indexOf('.', at);
    if (dot === -1) return false;
    at = dot + 1;
  }
}
