// Measures the disposable list: how much of a family of packages the other families know.
import { hasSelfOrParent } from '../domain-lookup.ts';
import type { Authored } from './authored.ts';
import type { Harvest } from './harvest.ts';
import { makeContested, makeLists } from './lists.ts';
import { cleanDomain } from './names.ts';

/** Packages of one origin count once: the second name holds nothing that the first does not. */
const ONE_ORIGIN: readonly (readonly string[])[] = [['disposable-domains', 'disposable-email-domains']];

export interface RecallRow {
  readonly packages: readonly string[];
  /** Names of the family, less those that are left out on purpose. */
  readonly names: number;
  /** How many of them the list finds that is compiled without the family. */
  readonly found: number;
}

/**
 * A row for each family, compiled without it, and a last one (`packages` empty) for the whole list.
 * Left out on purpose, and not counted: real domains, relays and providers, and typo domains, which
 * have an answer of their own.
 */
export function measureRecall(harvests: readonly Harvest[], authored: Authored): RecallRow[] {
  const contested = new Set(makeContested(harvests, authored));
  const whole = makeLists(harvests, authored);
  const typos = new Set(whole['typo-domains'].map((line) => line.split(' ')[0] ?? ''));
  const isCounted = (domain: string | null): domain is string =>
    domain !== null && !typos.has(domain) && !hasSelfOrParent(contested, domain);
  const sources = harvests.filter(({ source }) => source.feeds === 'disposable');
  const namesOf = (some: readonly Harvest[]) =>
    new Set(some.flatMap(({ names }) => names.map(cleanDomain)).filter(isCounted));
  const row = (packages: readonly string[], names: Iterable<string>, list: readonly string[]): RecallRow => {
    const [asked, known] = [[...names], new Set(list)];
    return {
      packages,
      names: asked.length,
      found: asked.filter((domain) => hasSelfOrParent(known, domain)).length,
    };
  };
  const families = familiesOf(sources.map(({ source }) => source.name)).map((family) => {
    const isOfFamily = ({ source }: Harvest) => family.includes(source.name);
    const without = makeLists(
      harvests.filter((one) => !isOfFamily(one)),
      authored,
    );
    return row(family, namesOf(sources.filter(isOfFamily)), without.disposable);
  });
  return [...families, row([], namesOf(sources), whole.disposable)];
}

function familiesOf(packages: readonly string[]): (readonly string[])[] {
  const joined = ONE_ORIGIN.map((family) => family.filter((name) => packages.includes(name)));
  const alone = packages.filter((name) => !joined.some((family) => family.includes(name)));
  return [...joined.filter((family) => family.length > 0), ...alone.map((name) => [name])];
}

/** The rows as a table for a page: family, names, and the share that is found. */
export function recallTable(rows: readonly RecallRow[]): string {
  const lines = rows.map(({ packages, names, found }) => {
    const label = packages.length === 0 ? 'nothing: the union of all' : packages.join(', ');
    const share = ((100 * found) / names).toFixed(2);
    return `| ${label} | ${names.toLocaleString('en')} | ${share} % |`;
  });
  return ['| Left out | Its names | Found by the rest |', '|---|---|---|', ...lines, ''].join('\n');
}
