// The sets of lists that an installation keeps: the bundled one, those of refreshes, and the one that waits.
import { lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crossBorder, SluiceError } from '../errors.ts';
import { type Publication, publish } from './compile/publish.ts';
import { readListSet } from './list-set.ts';
import { compareVersions, readManifest, setVersion, VERSION } from './manifest.ts';

/** Where the sets lie: `bundled` comes with the install, `refreshed` is `<SLUICE_HOME>/reference`. */
export interface SetFolders {
  readonly bundled: string;
  readonly refreshed: string;
}

export interface KeptSet {
  /** The newest version among its lists. */
  readonly version: string;
  readonly directory: string;
  readonly isBundled: boolean;
}

/** A set as it was found; `problem` says why it cannot be used. */
export type CheckedSet = KeptSet & { readonly problem: string | null };

/** All sets, the newest first; of two with one version the refreshed one. */
export async function keptSets({ bundled, refreshed }: SetFolders): Promise<KeptSet[]> {
  const found = await readdir(refreshed, { withFileTypes: true }).catch(() => []);
  const versions = found.filter((entry) => entry.isDirectory() && VERSION.test(entry.name));
  const sets = versions.map(({ name }) => ({
    version: name,
    directory: join(refreshed, name),
    isBundled: false,
  }));
  const own = { version: setVersion(await readManifest(bundled)), directory: bundled, isBundled: true };
  return [...sets, own].sort((a, b) => compareVersions(b.version, a.version));
}

/** All sets, the newest first, each read and held against its manifest. */
export async function checkedSets(folders: SetFolders): Promise<CheckedSet[]> {
  return await Promise.all(
    (await keptSets(folders)).map(async (set) => ({ ...set, problem: await problemOf(set) })),
  );
}

/**
 * The newest set that is whole. Every process and thread of an installation finds the same one.
 *
 * @param warn Told the version of each newer set that is damaged
 * @throws SluiceError `reference-lists-invalid` when no set is whole
 */
export async function setInUse(
  folders: SetFolders,
  warn: (damagedVersion: string) => void,
): Promise<KeptSet> {
  for (const set of await keptSets(folders)) {
    if ((await problemOf(set)) === null) return set;
    warn(set.version);
  }
  throw new SluiceError('reference-lists-invalid');
}

/** Where a refresh waits to be applied. */
export function stagedDirectory({ refreshed }: SetFolders): string {
  return join(refreshed, 'staged');
}

/** Writes a set beside the others, whole or not at all; one that waited before is thrown away. */
export async function stageSet(folders: SetFolders, publication: Publication): Promise<void> {
  await mkdir(folders.refreshed, { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(join(folders.refreshed, 'draft-'));
  try {
    await publish(draft, publication);
    await dropStaged(folders);
    await rename(draft, stagedDirectory(folders));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Throws away the set that waits. */
export async function dropStaged(folders: SetFolders): Promise<void> {
  await rm(stagedDirectory(folders), { recursive: true, force: true });
}

/**
 * Keeps the waiting set under its version; it is in use from the next start on.
 * @throws SluiceError `output-refused` when there is a set of that version
 */
export async function keepStaged(folders: SetFolders, version: string): Promise<void> {
  const directory = join(folders.refreshed, version);
  if (await lstat(directory).catch(() => null)) {
    throw new SluiceError('output-refused', { detail: `There are lists of version ${version} already.` });
  }
  await rename(stagedDirectory(folders), directory);
}

async function problemOf({ directory, version }: KeptSet): Promise<string | null> {
  try {
    const { manifest } = await readListSet(directory);
    return setVersion(manifest) === version ? null : 'The manifest is one of another version.';
  } catch (thrown) {
    return crossBorder(thrown).detail ?? 'It cannot be read.';
  }
}
