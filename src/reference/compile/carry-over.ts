// Stands in for packages that a refresh was not given: what the lists in use hold of them stays.
import type { ListSet } from '../list-set.ts';
import type { Harvest } from './harvest.ts';
import { PACKAGES, type Package } from './sources.ts';

/** The packages that a set was made of, at the version and integrity it was made with. */
export function packagesOf({ manifest }: ListSet): Package[] {
  const sources = new Map(
    manifest.lists.flatMap((list) => list.sources.map((source) => [source.name, source])),
  );
  return PACKAGES.map((recipe) => {
    const { version, integrity } = sources.get(recipe.name) ?? recipe;
    return { ...recipe, version, integrity: integrity ?? recipe.integrity };
  });
}

/**
 * A harvest for each package that was not given. Which package named an entry is not kept, so the first
 * of a list brings all entries of that list, and nothing of it is taken away.
 *
 * @param notices Text of the notices file of the set
 */
export function carriedOver(missing: readonly Package[], set: ListSet, notices: string): Harvest[] {
  return missing.map((source, at) => {
    const isFirst = missing.findIndex(({ feeds }) => feeds === source.feeds) === at;
    const recorded = set.manifest.lists
      .flatMap(({ sources }) => sources)
      .find(({ name }) => name === source.name);
    return {
      source,
      names: isFirst ? set.lines[source.feeds] : [],
      listed: recorded?.names ?? 0,
      notice: noticeOf(source, notices),
    };
  });
}

/** The licence text as it stands between the package's heading and the next one. */
function noticeOf({ name, version, licence, notice }: Package, notices: string): string | null {
  if (notice === null) return null;
  const heading = `== ${name} ${version} (${licence})\n\n`;
  const start = notices.indexOf(heading);
  if (start === -1) return null;
  const end = notices.indexOf('\n== ', start + heading.length);
  return notices.slice(start + heading.length, end === -1 ? undefined : end);
}
