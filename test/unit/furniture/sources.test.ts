// The rules of the house that no linter knows: each holds for every source file.
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { places, type SourceFile, sourceFiles } from './source-files.ts';

const files = sourceFiles('src', 'workers', 'db');
const everything = [...files, ...sourceFiles('data', 'bench', '.ci')];

/** Pure rooms: the same input gives the same answer, on any day and any machine. */
const pure = sourceFiles('src/parse', 'src/score', 'src/merge', 'src/consent', 'src/content', 'src/model');

const outside = (source: readonly SourceFile[], ...paths: readonly string[]) =>
  source.filter(({ path }) => !paths.includes(path));

it('finds the files it speaks about', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(pure.length).toBeGreaterThan(40);
});

describe('no message of a foreign error gets out', () => {
  // Drivers and parsers quote the value that they refuse: crossBorder() keeps a code and nothing else.
  it('reads .message in errors.ts alone', () => {
    // config.ts reads zod's issues of the settings: their texts are its own and hold no value.
    expect(places(outside(files, 'src/errors.ts', 'src/config.ts'), /\.message\b/)).toEqual([]);
  });

  it('reads .stack in log.ts alone, which keeps the frames of our own files', () => {
    expect(places(outside(files, 'src/log.ts'), /\.stack\b/)).toEqual([]);
  });
});

describe('T30 · text of an upload becomes code or SQL', () => {
  const UNBOUND_SQL = /\.unsafe\(|\.raw\(/;
  const CODE_FROM_TEXT = /\beval\(|\bnew Function\(|\bFunction\(/;

  it('sends unbound SQL text in two places only', () => {
    const withReason = [
      'db/copy.ts', // COPY takes no parameters; its target is a literal of a repository.
      'db/job-database.ts', // The job engine's own statements; its values are bound.
    ];
    expect(places(outside(everything, ...withReason), UNBOUND_SQL)).toEqual([]);
  });

  it('builds no function from text', () => {
    expect(places(everything, CODE_FROM_TEXT)).toEqual([]);
  });

  it.each([
    ['sql.unsafe(text)', UNBOUND_SQL],
    ['transaction.unsafe(text)', UNBOUND_SQL],
    ['sql.raw(name)', UNBOUND_SQL],
    ['eval(cell)', CODE_FROM_TEXT],
    ['new Function(cell)', CODE_FROM_TEXT],
    ['const make = Function(cell)', CODE_FROM_TEXT],
  ])('would report %s', (text, pattern) => {
    expect(places([{ path: 'src/attempt.ts', text }], pattern)).toHaveLength(1);
  });
});

it('reads the environment in config.ts, main.ts and the command line only', () => {
  const readers = ['src/config.ts', 'src/main.ts', 'src/cli/sluice.ts'];
  expect(places(outside(files, ...readers), /process\.env\b/)).toEqual([]);
});

it('lets no clock, chance, timer or process into a pure room', () => {
  const impure =
    /Date\.now\(|new Date\(\)|performance\.now|Math\.random|\bprocess\.|setTimeout\(|setInterval\(|\bfetch\(|crypto\./;
  expect(places(pure, impure)).toEqual([]);
});

describe('a file', () => {
  it('opens with one plain sentence', () => {
    const opening = ({ text }: SourceFile) => text.replace(/^#!.*\n/, '').split('\n')[0] ?? '';
    expect(everything.filter((file) => !/^\/\/ \S+ \S/.test(opening(file))).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('has 400 lines at most', () => {
    expect(everything.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('is named after what is in it', () => {
    const vague = /^(utils?|helpers?|common|misc|tools|types|index|shared)\.tsx?$/;
    expect(everything.filter(({ path }) => vague.test(basename(path))).map(({ path }) => path)).toEqual([]);
  });

  it('leaves nothing for later in a comment', () => {
    expect(places(everything, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('switches no type check off', () => {
    expect(places(everything, /@ts-(ignore|nocheck|expect-error)/)).toEqual([]);
  });
});
