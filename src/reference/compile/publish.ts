// Writes the list files, their manifest and the licence notices.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderListFile } from '../list-file.ts';
import {
  type ListSource,
  type ManifestEntry,
  REFERENCE_LIST_NAMES,
  type ReferenceListName,
  type ReferenceManifest,
} from '../manifest.ts';
import type { Harvest } from './harvest.ts';

/** What is written: file name → text, the manifest among them. */
export type Publication = ReadonlyMap<string, string>;

/** Lists that hold nothing but what was written for Sluice, or in part. */
const AUTHORED_PARTS: ReadonlySet<ReferenceListName> = new Set(
  REFERENCE_LIST_NAMES.filter((name) => name !== 'tlds' && name !== 'disposable'),
);

/**
 * Puts the files together. A list whose entries and sources are those of `previous` keeps its version,
 * so that running the compilation on another day changes nothing by itself.
 *
 * @param today `YYYY-MM-DD`, the version of what has changed.
 * @param contested Real names that sources call disposable, kept so that a refresh knows the new ones.
 */
export function makePublication(
  lists: Record<ReferenceListName, readonly string[]>,
  harvests: readonly Harvest[],
  today: string,
  previous: ReferenceManifest | null,
  contested: readonly string[],
): Publication {
  const files = new Map<string, string>();
  const entries = REFERENCE_LIST_NAMES.map((name): ManifestEntry => {
    const before = previous?.lists.find((entry) => entry.name === name);
    const fresh = makeFile(name, lists[name], harvests, today);
    const kept = before && makeFile(name, lists[name], harvests, before.version);
    const chosen = kept && kept.entry.sha256 === before.sha256 ? kept : fresh;
    files.set(chosen.entry.file, chosen.text);
    return name === 'disposable' ? { ...chosen.entry, contested } : chosen.entry;
  });
  files.set('manifest.json', `${JSON.stringify({ format: 1, lists: entries }, null, 2)}\n`);
  files.set('notices.txt', notices(harvests));
  return files;
}

/** Writes the files into a folder. */
export async function publish(directory: string, publication: Publication): Promise<void> {
  for (const [file, text] of publication) await writeFile(join(directory, file), text);
}

function makeFile(
  name: ReferenceListName,
  lines: readonly string[],
  harvests: readonly Harvest[],
  version: string,
): { readonly text: string; readonly entry: ManifestEntry } {
  const sources = sourcesOf(name, harvests, version);
  const credits = sources.map((source) => `${source.name}@${source.version} (${source.licence})`);
  const text = renderListFile({ name, version, sources: credits }, lines);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { text, entry: { name, version, file: `${name}.txt`, count: lines.length, sha256, sources } };
}

function sourcesOf(name: ReferenceListName, harvests: readonly Harvest[], version: string): ListSource[] {
  const packages = harvests
    .filter(({ source }) => source.feeds === name)
    .map(({ source: { name: of, version: at, licence, integrity }, listed }) => ({
      name: of,
      version: at,
      licence,
      integrity,
      names: listed,
    }));
  const own = { name: 'sluice', version, licence: 'Apache-2.0' };
  return AUTHORED_PARTS.has(name) ? [...packages, own] : packages;
}

function notices(harvests: readonly Harvest[]): string {
  const texts = harvests.map(({ source: { name, version, licence }, notice }) => {
    const text = notice ?? `The package names the licence ${licence} in its package.json and holds no text.`;
    return `== ${name} ${version} (${licence})\n\n${text.trim()}\n`;
  });
  return `The reference lists hold data of these packages, under these licences.\n\n${texts.join('\n')}`;
}
