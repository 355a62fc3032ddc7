// Row problems: each found where it is, none that holds the text of a cell.
import { describe, expect, test } from 'vitest';
import { CELL_MAX_BYTES } from '../../../src/intake/limits.ts';
import { findProblems } from '../../../src/intake/problems.ts';
import type { ListLayout } from '../../../src/model/list.ts';

const LAYOUT: ListLayout = {
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  columns: null,
  width: 3,
  addressColumn: 1,
};

const find = (text: string, layout: Partial<ListLayout> = {}, firstRow = 1) =>
  [...findProblems({ seq: 0, firstRow, rows: 0, bytes: Buffer.from(text) }, { ...LAYOUT, ...layout })].map(
    ({ row, problem }) => `${row} ${problem}`,
  );

describe('a row', () => {
  test.each<[string, string, string[]]>([
    ['that is in order has no problem', 'a,ann@example.org,b\n', []],
    ['may hold quotes, line ends and empty cells', '"a\nb","ann@example.org",\n', []],
    ['of no character is empty', '\na,b,c\n', ['1 row-empty']],
    ['of blanks and delimiters is empty', ' ,\t, \n', ['1 row-empty']],
    ['may be short', 'a,b\n', ['1 row-short']],
    ['may be too short for its address', 'a\n', ['1 row-short', '1 address-empty']],
    ['may be long', 'a,b,c,\n', ['1 row-long']],
    [
      'may lack its address',
      'a,,c\na," ",c\na,"",c\na,\u00a0,c\n',
      ['1 address-empty', '2 address-empty', '3 address-empty', '4 address-empty'],
    ],
    ['may hold a stray quote', 'a,b "c" d,e\n', ['1 quote-stray']],
    ['may hold a quote that is never closed', 'a,"b,c\nd,e,f\n', ['1 quote-unclosed']],
    [
      'may hold a character that was replaced',
      'a,b,c\na,b,\u{fffd}\na,b,c\n\u{fffd},b,\u{fffd}\n',
      ['2 character-replaced', '4 character-replaced'],
    ],
    [
      'may hold a cell beyond its limit',
      `a,b,${'c'.repeat(CELL_MAX_BYTES + 1)}\na,b,c\n`,
      ['1 cell-too-long'],
    ],
    [
      'may be wrong in several ways',
      'a\u{fffd}"b\n',
      ['1 row-short', '1 address-empty', '1 quote-stray', '1 character-replaced'],
    ],
  ])('%s', (_, text, expected) => {
    expect(find(text)).toEqual(expected);
  });

  test('is known by its number in the upload', () => {
    expect(find('a,b,c\n\n', {}, 5_001)).toEqual(['5002 row-empty']);
  });

  test('of a list of lines has one cell', () => {
    const lines = { format: 'lines', width: 1, addressColumn: 0 } as const;
    expect(find('ann@example.org\n\n"a b"@example.org\n', lines)).toEqual(['2 row-empty', '3 quote-stray']);
  });
});
