// Which versions of the reference lists stand behind verdicts, where several runs made them.

/** Reference list → version; where several were used, all of them, in order, with commas between. */
export type UsedLists = Record<string, string>;

const SEPARATOR = ', ';

/** All versions that stand in any of some sets. */
export function joinUsedLists(sets: readonly UsedLists[]): UsedLists {
  const names = [...new Set(sets.flatMap((set) => Object.keys(set)))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const versions = sets.flatMap((set) => set[name]?.split(SEPARATOR) ?? []);
      return [name, [...new Set(versions)].sort().join(SEPARATOR)];
    }),
  );
}
