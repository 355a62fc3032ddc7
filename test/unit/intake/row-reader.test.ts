// Rows and cells: RFC 4180 as csv-parse reads it, and what people send instead.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCell } from '../../../src/intake/csv-cell.ts';
import { CELL_MAX_BYTES } from '../../../src/intake/limits.ts';
import { RowReader } from '../../../src/intake/row-reader.ts';
import type { Delimiter } from '../../../src/model/list.ts';
import { DELIMITERS } from '../../../src/model/list.ts';
import { readCells } from '../../support/byte-streams.ts';

const cells = (text: string, delimiter: Delimiter = ',') => readCells(Buffer.from(text), delimiter);

/** csv-parse knows several row ends at once; strict in everything else. */
const reference = (text: string, delimiter: Delimiter): string[][] =>
  parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: false,
  }) as string[][];

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '@', '.', ' ', 'é', '語', '😀'), maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '|', '\r', '\n', '\r\n'), maxLength: 6 }),
);
const table = fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 8,
});

describe('well-formed rows', () => {
  test('read as the strict reference reads them, whatever delimiter, row ends and quoting', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...DELIMITERS),
        fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        (rows, delimiter, ends, endsWithLineEnd) => {
          const lines = rows.map((row) =>
            row
              .map(([text, quoted]) =>
                quoted ? `"${text.replaceAll('"', '""')}"` : encodeCell(text, delimiter),
              )
              .join(delimiter),
          );
          const text = lines.map((line, at) => line + ends[at]).join('');
          const file = endsWithLineEnd ? text : text.replace(/[\r\n]+$/, '');
          // A CR, a blank line and its LF would be one CR LF.
          const merges = (at: number) => ends[at] === '\r' && lines[at + 1] === '' && ends[at + 1] === '\n';
          fc.pre(!lines.some((_, at) => merges(at)));
          expect(cells(file, delimiter)).toEqual(reference(file, delimiter));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('cells of all kinds read as they were encoded', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(...DELIMITERS), (rows, delimiter) => {
        const texts = rows.map((row) => row.map(([text]) => text));
        const file = texts.map(
          (row) => `${row.map((text) => encodeCell(text, delimiter)).join(delimiter)}\r\n`,
        );
        expect(cells(file.join(''), delimiter)).toEqual(texts);
      }),
      { numRuns: 500 },
    );
  });
});

describe('row ends', () => {
  test.each<[string, string, string[][]]>([
    ['an empty file has no rows', '', []],
    ['a line end at the end adds no row', 'a\nb\n', [['a'], ['b']]],
    ['a missing line end loses no row', 'a\nb', [['a'], ['b']]],
    ['a blank line is a row', 'a\n\nb\n', [['a'], [''], ['b']]],
    ['LF, CRLF and CR may be mixed', 'a\nb\r\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    ['a delimiter at the end makes an empty cell', 'a,\n', [['a', '']]],
    ['a quoted cell may hold line ends', '"a\r\nb",c\nd', [['a\r\nb', 'c'], ['d']]],
    ['an empty quoted cell is empty', '"",""\n', [['', '']]],
    ['doubled quotes are one', '"a ""b"" c"\n', [['a "b" c']]],
  ])('%s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected);
  });
});

describe('stray quotes are kept as they are written', () => {
  test.each<[string, string, string[][]]>([
    ['a quoted local part', '"ann b"@example.org,x\n', [['"ann b"@example.org', 'x']]],
    ['a nickname', '"Bob" Roe,x\n', [['"Bob" Roe', 'x']]],
    ['a delimiter before the stray quote stays inside', '"a,b" c,d\n', [['"a,b" c', 'd']]],
    ['inches in the middle', '5" disk,x\n', [['5" disk', 'x']]],
    [
      'a quote closed by a blank',
      '"a" ,b\nc,d\n',
      [
        ['"a" ', 'b'],
        ['c', 'd'],
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected);
    const reader = new RowReader(Buffer.from(text), ',');
    reader.next();
    expect([reader.strayQuote, reader.unclosedQuote]).toEqual([true, false]);
  });
});

describe('an unclosed quote costs its own row and no other', () => {
  const rest = [
    ['x', 'y'],
    ['z', 'w'],
  ];
  test.each<[string, string, string[][]]>([
    ['with no other quote in the file', '"a,b\nx,y\nz,w\n', [['"a', 'b'], ...rest]],
    ['with quoted rows below', '"a,b\n"x","y"\n"z","w"\n', [['"a', 'b'], ...rest]],
    ['in the last cell', 'a,"b\nx,"y"\nz,w\n', [['a', '"b'], ...rest]],
    ['with doubled quotes behind it', '"a,""\nx,y\nz,w\n', [['"a', '""'], ...rest]],
    ['before CRLF', 'a,"b\r\n"x","y"\r\nz,w\r\n', [['a', '"b'], ...rest]],
    ['after a good cell with a line end', '"p\nq","b\n"x","y"\nz,w', [['p\nq', '"b'], ...rest]],
  ])('%s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected);
    const reader = new RowReader(Buffer.from(text), ',');
    expect([reader.next(), reader.unclosedQuote]).toEqual([true, true]);
    expect([reader.next(), reader.unclosedQuote]).toEqual([true, false]);
  });

  test('a closing quote beyond the limit of a cell does not count', () => {
    const lengths = (text: string) => cells(text).map((row) => row.map((one) => one.length));
    const line = 'x'.repeat(CELL_MAX_BYTES - 4);
    expect(lengths(`a,"b\n${line}",c\n`)).toEqual([[1, line.length + 2, 1]]);
    expect(lengths(`a,"b\n${line}xx",c\n`)).toEqual([
      [1, 2],
      [line.length + 3, 1],
    ]);
  });
});

describe('a reader', () => {
  test('gives the row as it is written, and where its cells lie', () => {
    const reader = new RowReader(Buffer.from('é,"b ""c""",\r\nnext'), ',');
    reader.next();
    expect(Buffer.from(reader.rawRow).toString()).toBe('é,"b ""c""",');
    expect([0, 1, 2, 3].map((at) => [reader.cellStart(at), reader.cellEnd(at)])).toEqual([
      [0, 2],
      [3, 12],
      [13, 13],
      [13, 13],
    ]);
    expect(reader.cell(3)).toBe('');
    expect([reader.rowIndex, reader.cells]).toEqual([0, 3]);
  });

  test('reads a view into a larger buffer', () => {
    const whole = Buffer.from('skip,me\na,b\nc,d\nand,me\n');
    expect(readCells(whole.subarray(8, 16), ',')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('counts more cells than any regular row has', () => {
    const reader = new RowReader(Buffer.from(','.repeat(100_000)), ',');
    expect([reader.next(), reader.cells]).toEqual([true, 100_001]);
  });
});
