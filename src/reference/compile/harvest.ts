// Reads what a package lists out of its tarball, after the tarball has shown that it is that package.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crossBorder, SluiceError } from '../../errors.ts';
import { readTarballEntries } from '../tarball.ts';
import { PACKAGES, type Package, readNames } from './sources.ts';

/** What a package gave: the names as they stand in it, and its licence text. */
export interface Harvest {
  readonly source: Package;
  readonly names: readonly string[];
  /** How many names the package lists. */
  readonly listed: number;
  readonly notice: string | null;
}

/** More than any tarball of names has; the real ones have under 1 MB. */
const TARBALL_BYTES_MAX = 64 * 2 ** 20;
const DESCRIPTION = 'package/package.json';
const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]{1,40})?$/;

/**
 * Reads the pinned tarball of every package (`<name>-<version>.tgz`) in a folder.
 * @throws SluiceError `reference-lists-invalid` when one is missing, has another integrity than the
 * pinned one, or does not hold what it should.
 */
export async function harvestFrom(directory: string, packages: readonly Package[]): Promise<Harvest[]> {
  return await Promise.all(
    packages.map(async (source) => {
      const tarball = await readTarball(join(directory, `${source.name}-${source.version}.tgz`));
      return harvestTarball(tarball, source);
    }),
  );
}

/**
 * Reads tarballs of whatever version; each says in its own package.json which package it is.
 * @throws SluiceError `reference-lists-invalid` when one is none of the packages, comes twice, is
 * another tarball of a version that `known` has the integrity of, or does not hold what it should.
 */
export async function harvestFiles(
  files: readonly string[],
  known: readonly Pick<Package, 'name' | 'version' | 'integrity'>[],
): Promise<Harvest[]> {
  const harvests: Harvest[] = [];
  for (const [at, file] of files.entries()) {
    const tarball = await about(`file ${at + 1}`, () => readTarball(file));
    const { recipe, version } = await about(`file ${at + 1}`, async () => recognise(tarball));
    const integrity =
      known.find((one) => one.name === recipe.name && one.version === version)?.integrity ??
      integrityOf(tarball);
    const source = { ...recipe, version, integrity };
    if (harvests.some((other) => other.source.name === recipe.name))
      throw refused(`${recipe.name} comes twice`);
    harvests.push(await about(recipe.name, async () => harvestTarball(tarball, source)));
  }
  return harvests;
}

/**
 * The named entries of a tarball, read in memory as text.
 * @throws SluiceError `reference-lists-invalid` as `harvestFrom` does
 */
export function harvestTarball(tarball: Buffer, source: Package): Harvest {
  if (integrityOf(tarball) !== source.integrity) {
    throw refused(`${source.name} ${source.version} has another integrity than is known of it`);
  }
  const paths = source.entries.map((entry) => entry.path);
  const found = readTarballEntries(tarball, source.notice === null ? paths : [...paths, source.notice]);
  const text = (path: string): string => found.get(path)?.toString('utf8') ?? '';
  const names = source.entries.flatMap(({ path, format }) => readNames(text(path), format));
  if (names.length === 0) throw refused(`${source.name} lists nothing`);
  return {
    source,
    names,
    listed: names.length,
    notice: source.notice === null ? null : text(source.notice),
  };
}

/** The `sha512-…` form of Subresource Integrity, as package locks have it. */
function integrityOf(tarball: Buffer): string {
  return `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
}

async function readTarball(path: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (found.isFile() && found.size <= TARBALL_BYTES_MAX) return await readFile(path);
  } catch {
    throw refused('it cannot be read');
  }
  throw refused('it is no file, or larger than any list of names');
}

/** Which package a tarball says it is; its integrity is judged later. */
function recognise(tarball: Buffer): { readonly recipe: Package; readonly version: string } {
  const text = readTarballEntries(tarball, [DESCRIPTION]).get(DESCRIPTION)?.toString('utf8') ?? '';
  const { name, version, license } = parseDescription(text);
  const recipe = PACKAGES.find((one) => one.name === name);
  if (!recipe) throw refused('it is none of the packages that the lists are made of');
  if (typeof version !== 'string' || !VERSION.test(version)) throw refused('it does not say its version');
  if (license !== recipe.licence) {
    throw refused(`${recipe.name} is no longer under ${recipe.licence}; its names may not be taken`);
  }
  return { recipe, version };
}

function parseDescription(text: string): { name?: unknown; version?: unknown; license?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw refused('its package.json is not JSON');
  }
}

/** Says of which tarball a refusal speaks. */
async function about<Read>(what: string, read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (thrown) {
    const { code, detail = '' } = crossBorder(thrown);
    throw code === 'reference-lists-invalid' ? refused(`${what}: ${detail}`) : thrown;
  }
}

function refused(problem: string): SluiceError {
  return new SluiceError('reference-lists-invalid', { detail: problem });
}
