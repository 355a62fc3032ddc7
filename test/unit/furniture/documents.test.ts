// The documents: complete where they list something, and true where they name a file.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../src/errors.ts';

describe('docs/errors.md', () => {
  const rows = Array.from(
    readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| (.+) \| (.+) \|$/gm),
    ([, code = '', status = '', meaning = '', whatToDo = '']) => ({ code, status, meaning, whatToDo }),
  );

  it('lists every code once', () => {
    expect(rows.map(({ code }) => code).sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it.each(rows)(
    'gives $code its status, a meaning and something to do',
    ({ code, status, meaning, whatToDo }) => {
      expect(Number(status)).toBe(ERROR_CODES[code as keyof typeof ERROR_CODES]?.status);
      expect(meaning.length).toBeGreaterThan(20);
      expect(whatToDo.length).toBeGreaterThan(10);
    },
  );
});

describe('docs/decisions', () => {
  const names = globSync('docs/decisions/*.md')
    .map((path) => basename(path))
    .sort();

  it('is numbered without a gap', () => {
    expect(names.length).toBeGreaterThan(0);
    expect(names.map((name) => name.slice(0, 4))).toEqual(
      names.map((_, at) => String(at + 1).padStart(4, '0')),
    );
  });

  it.each(names)('%s says what was decided, why, and what follows', (name) => {
    const text = readFileSync(`docs/decisions/${name}`, 'utf8');
    expect(text).toMatch(new RegExp(`^# ${name.slice(0, 4)} · `));
    for (const heading of ['## Decision', '## Why', '## What follows']) expect(text).toContain(heading);
  });
});

describe.each(['CONTRIBUTING.md', 'SECURITY.md', 'docs/glossary.md', ...globSync('docs/decisions/*.md')])(
  '%s',
  (path) => {
    it('names files and folders that exist', () => {
      const text = readFileSync(path, 'utf8');
      const named = Array.from(
        text.matchAll(/`((?:src|workers|db|data|test|docs|\.ci)\/[\w./-]+)`/g),
        ([, name = '']) => name,
      );
      expect(named.filter((name) => !existsSync(name))).toEqual([]);
    });
  },
);

it('CHANGELOG.md opens with what is not released yet', () => {
  expect(readFileSync('CHANGELOG.md', 'utf8')).toMatch(/^# Changelog\n[^#]*\n## \[?Unreleased\]?\n/);
});
