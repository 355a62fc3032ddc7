// Looks for marked texts in everything that a run of the service leaves behind.
import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPool } from '../../db/connect.ts';
import { dumpTables } from './database-dump.ts';
import { findLeaks, type LeakPattern } from './leak-scan.ts';
import type { WatchedFolder } from './watched-folder.ts';

export interface Traces {
  /** The database, as the owner of its tables. */
  readonly ownerUrl: string;
  /** All that its processes wrote to standard output and standard error. */
  readonly log: () => string;
  /** Folders that it writes to, and logs of other programs. */
  readonly folders: readonly string[];
  /** Its `$TMPDIR`. */
  readonly temporary: WatchedFolder;
}

/** Where each pattern was found, as `public.lists: … as text in zstd`; and every temporary file, whatever is in it. */
export async function leaksOf(traces: Traces, patterns: readonly LeakPattern[]): Promise<string[]> {
  const temporary = await traces.temporary.names();
  return [
    ...(await leaksInTables(traces.ownerUrl, patterns)),
    ...findLeaks(Buffer.from(traces.log()), patterns).map((leak) => `log: ${leak}`),
    ...traces.folders.flatMap((folder) => leaksInFiles(folder, patterns)),
    ...temporary.map((name) => `temporary file: ${name}`),
  ];
}

/** Leaks in every column of every table, by table; what jobs left is among them. */
async function leaksInTables(ownerUrl: string, patterns: readonly LeakPattern[]): Promise<string[]> {
  const owner = openPool({ url: ownerUrl, applicationName: 'dump', max: 1 });
  try {
    const leaks = new Set<string>();
    for await (const { name, values } of dumpTables(owner)) {
      for (const value of values) {
        for (const leak of findLeaks(value, patterns)) leaks.add(`${name}: ${leak}`);
      }
    }
    return [...leaks];
  } finally {
    await owner.close();
  }
}

/** Leaks in the names and the bytes of the files of a folder and the folders in it, by file. */
export function leaksInFiles(folder: string, patterns: readonly LeakPattern[]): string[] {
  if (!existsSync(folder)) return [];
  // PostgreSQL keeps each of its catalogues once a database: what is equal is looked through once.
  const known = new Map<string, readonly string[]>();
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = withoutEmptyPages(readFileSync(path));
      const digest = hash('sha256', bytes);
      const inside = known.get(digest) ?? findLeaks(bytes, patterns);
      known.set(digest, inside);
      return [...inside, ...findLeaks(Buffer.from(entry.name), patterns)].map((leak) => `${path}: ${leak}`);
    });
}

const PAGE_BYTES = 4096;
const EMPTY_PAGE = Buffer.alloc(PAGE_BYTES);

/** A write-ahead log is mostly made of zeros that wait for their turn. */
function withoutEmptyPages(bytes: Buffer): Buffer {
  const pages = Array.from({ length: Math.ceil(bytes.length / PAGE_BYTES) }, (_, at) =>
    bytes.subarray(at * PAGE_BYTES, (at + 1) * PAGE_BYTES),
  );
  return Buffer.concat(pages.filter((page) => !page.equals(EMPTY_PAGE)));
}
