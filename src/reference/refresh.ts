// Rebuilds the lists from newer packages: staged, held against those in use, and applied by a person.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crossBorder } from '../errors.ts';
import { readAuthored } from './compile/authored.ts';
import { carriedOver, packagesOf } from './compile/carry-over.ts';
import { harvestFiles } from './compile/harvest.ts';
import { makeContested, makeLists } from './compile/lists.ts';
import { makePublication, type Publication } from './compile/publish.ts';
import { PACKAGES } from './compile/sources.ts';
import { differences, type ListDifference } from './difference.ts';
import { contestedOf, refusals } from './gate.ts';
import {
  dropStaged,
  keepStaged,
  keptSets,
  type SetFolders,
  setInUse,
  stagedDirectory,
  stageSet,
} from './kept-sets.ts';
import { type ListSet, readListSet } from './list-set.ts';
import { compareVersions, setVersion, versionAfter } from './manifest.ts';

/** What this installation knows of domains that would newly be called disposable. */
export interface OwnDomains {
  /** Those of them that stand on its allow list. */
  allowed(domains: readonly string[]): Promise<readonly string[]>;
  /** Those of them that took mail in the last 90 days. */
  tookMail(domains: readonly string[]): Promise<readonly string[]>;
}

export interface RefreshReport {
  /** Version of the lists that wait or were applied; null when nothing has changed or they are refused. */
  readonly version: string | null;
  readonly changes: readonly ListDifference[];
  /** Newly disposable domains that were free providers, or took mail in this installation. */
  readonly hits: readonly string[];
  /** Packages that were not given: their names stay, and nothing of their lists is taken away. */
  readonly notGiven: readonly string[];
  /** Why they are refused: sentences. */
  readonly refusals: readonly string[];
}

/**
 * Compiles the packages in `files` with what was written for Sluice, and lets the result wait beside the
 * lists in use. Nothing of a package is run, and nothing is written but the waiting lists.
 *
 * @param today `YYYY-MM-DD`
 * @throws SluiceError `reference-lists-invalid` when no set of lists of this installation is whole
 */
export async function stageRefresh(
  files: readonly string[],
  folders: SetFolders,
  own: OwnDomains,
  today: string,
): Promise<RefreshReport> {
  const { directory } = await setInUse(folders, () => {});
  const before = await readListSet(directory);
  await dropStaged(folders);
  try {
    const { publication, notGiven } = await compile(files, folders, { directory, before }, today);
    await stageSet(folders, publication);
    return { ...(await judgeStaged(before, folders, own)), notGiven };
  } catch (thrown) {
    const { code, detail } = crossBorder(thrown);
    if (code !== 'reference-lists-invalid' || detail === undefined) throw thrown;
    return { version: null, changes: [], hits: [], notGiven: [], refusals: [detail] };
  }
}

/** True when a refresh waits to be applied. */
export async function isStaged(folders: SetFolders): Promise<boolean> {
  return await readFile(join(stagedDirectory(folders), 'manifest.json')).then(
    () => true,
    () => false,
  );
}

/**
 * Puts the waiting lists into use, if they still pass against what is in use now.
 * @throws SluiceError `reference-lists-invalid` when none wait or they are damaged
 */
export async function applyStaged(folders: SetFolders, own: OwnDomains): Promise<RefreshReport> {
  const { directory } = await setInUse(folders, () => {});
  const report = await judgeStaged(await readListSet(directory), folders, own);
  if (report.version !== null) await keepStaged(folders, report.version);
  return { ...report, notGiven: [] };
}

async function compile(
  files: readonly string[],
  { bundled, ...folders }: SetFolders,
  { directory, before }: { directory: string; before: ListSet },
  today: string,
): Promise<{ publication: Publication; notGiven: string[] }> {
  const known = packagesOf(before);
  const given = await harvestFiles(files, [...known, ...PACKAGES]);
  const missing = known.filter(({ name }) => !given.some(({ source }) => source.name === name));
  const notices = await readFile(join(directory, 'notices.txt'), 'utf8').catch(() => '');
  const carried = carriedOver(missing, before, notices);
  const harvests = PACKAGES.flatMap(({ name }) =>
    [...given, ...carried].filter(({ source }) => source.name === name),
  );
  const authored = await readAuthored(join(bundled, 'authored'));
  const [newest] = await keptSets({ bundled, ...folders });
  const version = versionAfter(newest?.version ?? '', today);
  const stillContested = missing.some(({ feeds }) => feeds === 'disposable') ? contestedOf(before) : [];
  const contested = [...new Set([...stillContested, ...makeContested(harvests, authored)])].sort();
  const lists = makeLists(harvests, authored);
  return {
    publication: makePublication(lists, harvests, version, before.manifest, contested),
    notGiven: missing.map(({ name }) => name),
  };
}

/** Holds the waiting lists against those in use; what is refused or changes nothing waits no longer. */
async function judgeStaged(
  before: ListSet,
  folders: SetFolders,
  own: OwnDomains,
): Promise<Omit<RefreshReport, 'notGiven'>> {
  const after = await readListSet(stagedDirectory(folders));
  const changes = differences(before, after);
  const newlyDisposable = changes.find(({ name }) => name === 'disposable')?.added ?? [];
  const free = new Set(before.lines.free);
  const reasons = refusals(before, after, changes, await own.allowed(newlyDisposable));
  const version = setVersion(after.manifest);
  if (changes.length > 0 && compareVersions(version, setVersion(before.manifest)) <= 0) {
    reasons.push('The waiting lists are not newer than those in use; refresh again.');
  }
  const isFit = changes.length > 0 && reasons.length === 0;
  if (!isFit) await dropStaged(folders);
  return {
    version: isFit ? version : null,
    changes,
    hits: [...newlyDisposable.filter((domain) => free.has(domain)), ...(await own.tookMail(newlyDisposable))],
    refusals: reasons,
  };
}
