// A folder of reference lists in memory: its manifest and the lines of each list, held against their hashes.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../errors.ts';
import { readListFile } from './list-file.ts';
import {
  type ManifestEntry,
  REFERENCE_LIST_NAMES,
  type ReferenceListName,
  type ReferenceManifest,
  readManifest,
} from './manifest.ts';

export type ListLines = Readonly<Record<ReferenceListName, readonly string[]>>;

export interface ListSet {
  readonly manifest: ReferenceManifest;
  readonly lines: ListLines;
}

/**
 * Reads all lists of a folder.
 *
 * @throws SluiceError `reference-lists-invalid` when the manifest or a file is missing, or a file is
 * not the one that the manifest describes (SHA-256, number of entries).
 */
export async function readListSet(directory: string): Promise<ListSet> {
  const manifest = await readManifest(directory);
  const lines = Object.fromEntries(REFERENCE_LIST_NAMES.map((name) => [name, [] as readonly string[]]));
  await Promise.all(
    manifest.lists.map(async (entry) => {
      lines[entry.name] = await readLines(directory, entry);
    }),
  );
  return { manifest, lines: lines as Record<ReferenceListName, readonly string[]> };
}

async function readLines(directory: string, { name, file, sha256, count }: ManifestEntry): Promise<string[]> {
  const bytes = await readFile(join(directory, file)).catch(() => refuse(name, 'cannot be read'));
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    return refuse(name, 'is not the file that the manifest describes');
  }
  // ASCII throughout: latin1 makes one-byte strings, half the memory of what UTF-8 decoding may give.
  const lines = readListFile(bytes.toString('latin1'));
  return lines.length === count ? lines : refuse(name, 'has another number of entries');
}

function refuse(name: ReferenceListName, problem: string): never {
  throw new SluiceError('reference-lists-invalid', { detail: `The list ${name} ${problem}.` });
}
