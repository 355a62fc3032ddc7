// Finds the source files of the checkout, for the tests that hold every one of them to a rule.
import { globSync, readFileSync } from 'node:fs';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** TypeScript files below the given folders, by path from the root of the checkout. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return globSync(
    folders.map((folder) => `${folder}/**/*.{ts,tsx}`),
    { exclude: ['**/node_modules/**'] },
  )
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** `path:line` of every match, so that a failed expectation names the place. */
export function places(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
  );
}
