// A copy of this source tree with a few lines changed, for trials of what a careless build would do.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Change {
  /** `src/log.ts` */
  readonly file: string;
  /** A piece of it that stands there once. */
  readonly from: string;
  readonly to: string;
}

/** Makes the build in the folder; its command line is the answer. */
export async function makeChangedBuild(folder: string, changes: readonly Change[]): Promise<string> {
  await mkdir(folder);
  for (const name of ['src', 'db', 'workers', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const name of ['data', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name));
  for (const { file, from, to } of changes) {
    const path = join(folder, file);
    const parts = readFileSync(path, 'utf8').split(from);
    if (parts.length !== 2) throw new Error(`${file} does not hold the piece once: ${from}`);
    writeFileSync(path, parts.join(to));
  }
  return join(folder, 'src/cli/sluice.ts');
}
