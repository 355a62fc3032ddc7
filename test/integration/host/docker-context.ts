// Lists what `docker build` would send of a folder: its files less those that .dockerignore leaves out.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

interface Rule {
  readonly lets: boolean;
  readonly matches: RegExp;
}

/** As Docker reads it: the last rule wins that names the path or a folder above it. */
export function dockerContext(folder: string): string[] {
  const rules = readFileSync(join(folder, '.dockerignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(ruleOf);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => rules.findLast(({ matches }) => matches.test(path))?.lets ?? true)
    .sort();
}

function ruleOf(line: string): Rule {
  const pattern = line.replace(/^!/, '').replace(/^\/|\/$/g, '');
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (sign) => {
    if (sign === '**/') return '(?:.*/)?';
    if (sign === '**') return '.*';
    if (sign === '*') return '[^/]*';
    return sign === '?' ? '[^/]' : `\\${sign}`;
  });
  return { lets: line.startsWith('!'), matches: new RegExp(`^${source}(?:/|$)`) };
}
