// A folder for temporary files that tells what was ever in it, also what was removed at once.
import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gone } from './homes.ts';

export interface WatchedFolder {
  readonly path: string;
  /** Names of all that was made in the folder so far. */
  names(): Promise<string[]>;
  close(): void;
}

/** Watches a folder that exists. */
export function watchFolder(path: string): WatchedFolder {
  const seen = new Set<string>();
  const watcher = watch(path, (_, name) => void seen.add(name ?? 'a file without a name'));
  const own = new Set<string>();
  return {
    path,
    async names() {
      // The kernel tells in order: what happened before this file was made has been told when it is.
      const last = randomUUID();
      own.add(last);
      await writeFile(join(path, last), '');
      await gone(() => seen.has(last));
      return [...seen].filter((name) => !own.has(name));
    },
    close: () => watcher.close(),
  };
}
