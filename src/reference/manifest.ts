// The manifest of the reference lists: what each list was made of, and the hash that binds its file.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../errors.ts';

/** The bundled lists, one file each; the order is the order of the manifest. */
export const REFERENCE_LIST_NAMES = [
  'disposable',
  'relay',
  'free',
  'providers',
  'roles',
  'typo-domains',
  'real-domains',
  'tlds',
  'special-use',
] as const;
export type ReferenceListName = (typeof REFERENCE_LIST_NAMES)[number];

/** One package, or our own hand, that a list was made of. */
export interface ListSource {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Subresource integrity of the package's tarball; absent for what was written for Sluice. */
  readonly integrity?: string;
}

export interface ManifestEntry {
  readonly name: ReferenceListName;
  /** Date of the compilation that last changed the list, `YYYY-MM-DD`. */
  readonly version: string;
  /** File name inside the folder of the manifest. */
  readonly file: string;
  /** Number of entries. */
  readonly count: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  readonly sources: readonly ListSource[];
}

export interface ReferenceManifest {
  readonly format: 1;
  readonly lists: readonly ManifestEntry[];
}

/**
 * Reads `manifest.json` of a folder of reference lists.
 * @throws SluiceError `reference-lists-invalid` when it is missing, not JSON, or not a manifest that
 * names every list once.
 */
export async function readManifest(directory: string): Promise<ReferenceManifest> {
  const text = await readFile(join(directory, 'manifest.json'), 'utf8').catch(() => {
    throw new SluiceError('reference-lists-invalid', { detail: 'manifest.json cannot be read.' });
  });
  return parseManifest(text);
}

/**
 * Makes a manifest of its JSON text.
 * @throws SluiceError `reference-lists-invalid` as {@link readManifest} does.
 */
export function parseManifest(text: string): ReferenceManifest {
  const value = parseJson(text);
  if (!isRecord(value)) throw malformed();
  const { format, lists: entries } = value;
  if (format !== 1 || !Array.isArray(entries)) throw malformed();
  const lists = entries.map(toEntry);
  for (const name of REFERENCE_LIST_NAMES) {
    if (lists.filter((entry) => entry.name === name).length !== 1) {
      throw new SluiceError('reference-lists-invalid', { detail: `manifest.json must name ${name} once.` });
    }
  }
  return { format: 1, lists };
}

/** List name → version, as release manifests and `reference status` print it. */
export function referenceVersions(manifest: ReferenceManifest): Record<ReferenceListName, string> {
  const versions = manifest.lists.map((entry) => [entry.name, entry.version] as const);
  return Object.fromEntries(versions) as Record<ReferenceListName, string>;
}

function toEntry(value: unknown): ManifestEntry {
  if (!isRecord(value)) throw malformed();
  const { name, version, file, count, sha256, sources } = value;
  const known = REFERENCE_LIST_NAMES.find((candidate) => candidate === name);
  if (known === undefined || !Array.isArray(sources)) throw malformed();
  if (!matches(version, /^\d{4}-\d{2}-\d{2}$/) || !matches(sha256, /^[0-9a-f]{64}$/)) throw malformed();
  if (!matches(file, /^[a-z][a-z-]*\.txt$/)) throw malformed();
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1) throw malformed();
  return { name: known, version, file, count, sha256, sources: sources.map(toSource) };
}

function toSource(value: unknown): ListSource {
  if (!isRecord(value)) throw malformed();
  const { name, version, licence, integrity } = value;
  if (!matches(name, /./) || !matches(version, /./) || !matches(licence, /./)) throw malformed();
  return matches(integrity, /^sha512-/) ? { name, version, licence, integrity } : { name, version, licence };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(): SluiceError {
  return new SluiceError('reference-lists-invalid', { detail: 'manifest.json is not a manifest.' });
}
