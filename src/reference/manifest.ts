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
  'mx-providers',
  'mx-disposable',
  'mx-parked',
] as const;
/** A day, and from the second compilation of that day on a number: `2026-11-21`, `2026-11-21.2`. */
export const VERSION: RegExp = /^\d{4}-\d{2}-\d{2}(?:\.[1-9]\d{0,3})?$/;
export type ReferenceListName = (typeof REFERENCE_LIST_NAMES)[number];

/** One package, or our own hand, that a list was made of. */
export interface ListSource {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Subresource integrity of the package's tarball; absent for what was written for Sluice. */
  readonly integrity?: string;
  /** How many names the package gave; a refresh is held against it. */
  readonly names?: number;
}

export interface ManifestEntry {
  readonly name: ReferenceListName;
  /** Date of the compilation that last changed the list, `YYYY-MM-DD`; `.2` for the second of that day. */
  readonly version: string;
  /** File name inside the folder of the manifest. */
  readonly file: string;
  /** Number of entries. */
  readonly count: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  readonly sources: readonly ListSource[];
  /** Of `disposable`: names that its sources call so and that Sluice keeps out, because they are real. */
  readonly contested?: readonly string[];
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

/** The newest version among the lists of a manifest; it names the whole set. */
export function setVersion({ lists }: ReferenceManifest): string {
  return lists.map(({ version }) => version).reduce((a, b) => (compareVersions(a, b) < 0 ? b : a));
}

/** Order of versions: by date, then by the number behind it. */
export function compareVersions(a: string, b: string): number {
  const [[dayA, ofDayA], [dayB, ofDayB]] = [partsOf(a), partsOf(b)];
  if (dayA !== dayB) return dayA < dayB ? -1 : 1;
  return ofDayA - ofDayB;
}

/** The version of a set that is made today and must come after another. */
export function versionAfter(newest: string, today: string): string {
  const [day, ofDay] = partsOf(newest);
  return today > day ? today : `${day}.${ofDay + 1}`;
}

function partsOf(version: string): readonly [day: string, ofDay: number] {
  return [version.slice(0, 10), Number(version.slice(11) || 1)];
}

/** List name → version, as release manifests and `reference status` print it. */
export function referenceVersions(manifest: ReferenceManifest): Record<ReferenceListName, string> {
  const versions = manifest.lists.map((entry) => [entry.name, entry.version] as const);
  return Object.fromEntries(versions) as Record<ReferenceListName, string>;
}

function toEntry(value: unknown): ManifestEntry {
  if (!isRecord(value)) throw malformed();
  const { name, version, file, count, sha256, sources, contested } = value;
  const known = REFERENCE_LIST_NAMES.find((candidate) => candidate === name);
  if (known === undefined || !Array.isArray(sources)) throw malformed();
  if (!matches(version, VERSION) || !matches(sha256, /^[0-9a-f]{64}$/)) throw malformed();
  if (!matches(file, /^[a-z][a-z-]*\.txt$/)) throw malformed();
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1) throw malformed();
  const entry = { name: known, version, file, count, sha256, sources: sources.map(toSource) };
  if (contested === undefined) return entry;
  if (!Array.isArray(contested) || !contested.every((domain) => matches(domain, /^[a-z0-9.-]+$/))) {
    throw malformed();
  }
  return { ...entry, contested };
}

function toSource(value: unknown): ListSource {
  if (!isRecord(value)) throw malformed();
  const { name, version, licence, integrity, names } = value;
  if (!matches(name, /./) || !matches(version, /./) || !matches(licence, /./)) throw malformed();
  return {
    name,
    version,
    licence,
    ...(matches(integrity, /^sha512-/) ? { integrity } : {}),
    ...(typeof names === 'number' ? { names } : {}),
  };
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
