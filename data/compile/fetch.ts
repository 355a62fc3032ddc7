// Gets the packages' tarballs, from a folder or from the registry, and reads the named entries.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SluiceError } from '../../src/errors.ts';
import { readTarballEntries } from '../../src/reference/tarball.ts';
import { type Package, readNames } from './sources.ts';

/** What a package gave: the names as they stand in it, and its licence text. */
export interface Harvest {
  readonly source: Package;
  readonly names: readonly string[];
  readonly notice: string | null;
}

/**
 * Reads every package's tarball (`<name>-<version>.tgz`) in a folder.
 * @throws SluiceError `reference-lists-invalid` when one is missing, has another integrity than the
 * pinned one, or does not hold what it should.
 */
export async function harvestFrom(directory: string, packages: readonly Package[]): Promise<Harvest[]> {
  return await Promise.all(packages.map((source) => harvest(directory, source)));
}

/** Downloads the pinned versions with `npm pack` (which runs no script) and reads them. */
export async function harvestFromRegistry(packages: readonly Package[]): Promise<Harvest[]> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-lists-'));
  try {
    const names = packages.map(({ name, version }) => `${name}@${version}`);
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory, ...names];
    await promisify(execFile)('npm', pack, { cwd: directory });
    return await harvestFrom(directory, packages);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function harvest(directory: string, source: Package): Promise<Harvest> {
  const file = `${source.name}-${source.version}.tgz`;
  const tarball = await readFile(join(directory, file)).catch(() => {
    throw new SluiceError('reference-lists-invalid', { detail: `${file} cannot be read.` });
  });
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (integrity !== source.integrity) {
    throw new SluiceError('reference-lists-invalid', { detail: `${file} has another integrity.` });
  }
  const paths = source.entries.map((entry) => entry.path);
  const found = readTarballEntries(tarball, source.notice === null ? paths : [...paths, source.notice]);
  const text = (path: string): string => found.get(path)?.toString('utf8') ?? '';
  return {
    source,
    names: source.entries.flatMap(({ path, format }) => readNames(text(path), format)),
    notice: source.notice === null ? null : text(source.notice),
  };
}
