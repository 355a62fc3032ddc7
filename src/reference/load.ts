// Loads the reference lists of a folder, each file held against the hash in the manifest.
import { SluiceError } from '../errors.ts';
import type { ProviderList, ReferenceLists } from '../model/reference-lists.ts';
import { exactList, exactTable, lastLabelList, parentList, parentTable } from './domain-lookup.ts';
import { readListSet } from './list-set.ts';
import type { ReferenceListName } from './manifest.ts';

/** A list as it came from its file: `name@version` and the lines. */
interface LoadedList {
  readonly source: string;
  readonly lines: readonly string[];
}

/**
 * Loads all lists of a folder (`data/`, or what a refresh put in its place); under 150 ms, and as
 * good in a worker thread as in the main one.
 *
 * Every lookup takes any case and one trailing dot. `disposable`, `relay`, `realDomains`, `specialUse`
 * and the lists of mail hosts also find a name below an entry; `free`, `roles`, `providers` and `typoDomains` only
 * the name as it stands; `tlds` looks at the last label of what it is given.
 *
 * @throws SluiceError `reference-lists-invalid` when the manifest or a file is missing, or a file is
 * not the one that the manifest describes (SHA-256, number of entries).
 */
export async function loadReferenceLists(directory: string): Promise<ReferenceLists> {
  const set = await readListSet(directory);
  const list = (name: ReferenceListName): LoadedList => {
    const { version } = set.manifest.lists.find((entry) => entry.name === name) ?? refuse(name, 'is missing');
    return { source: `${name}@${version}`, lines: set.lines[name] };
  };
  const { source: typoSource, lines: typoLines } = list('typo-domains');
  return {
    disposable: parentList(list('disposable').source, list('disposable').lines),
    relay: parentList(list('relay').source, list('relay').lines),
    free: exactList(list('free').source, list('free').lines),
    providers: providerList(list('providers')),
    roles: exactList(list('roles').source, list('roles').lines),
    typoDomains: exactTable(
      typoSource,
      typoLines.map((line) => pair(line, 'typo-domains')),
    ),
    realDomains: parentList(list('real-domains').source, list('real-domains').lines),
    tlds: lastLabelList(list('tlds').source, list('tlds').lines),
    specialUse: parentList(list('special-use').source, list('special-use').lines),
    mxProviders: parentTable(
      list('mx-providers').source,
      list('mx-providers').lines.map((line) => pair(line, 'mx-providers')),
    ),
    mxDisposable: parentList(list('mx-disposable').source, list('mx-disposable').lines),
    mxParked: parentList(list('mx-parked').source, list('mx-parked').lines),
  };
}

/** Lines are `domain key`, or `domain key target` for a domain that typo suggestions may point at. */
function providerList({ source, lines }: LoadedList): ProviderList {
  const table = exactTable(
    source,
    lines.map((line) => pair(line, 'providers')),
  );
  const targets = lines.filter((line) => line.endsWith(' target'));
  return { source, get: table.get, typoTargets: targets.map((line) => pair(line, 'providers')[0]) };
}

function pair(line: string, name: ReferenceListName): readonly [string, string] {
  const [first, second] = line.split(' ');
  return first && second ? [first, second] : refuse(name, 'has a line without a value');
}

function refuse(name: ReferenceListName, problem: string): never {
  throw new SluiceError('reference-lists-invalid', { detail: `The list ${name} ${problem}.` });
}
