// Workbooks: the text that a person saw, row by row, and every way in which a workbook may attack.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/intake/limits.ts';
import { openWorkbook } from '../../../src/intake/workbook.ts';
import { codeOf, gather } from '../../support/byte-streams.ts';
import type { WorkbookParts, ZipPart } from '../../support/zip-writer.ts';
import { writeWorkbook, writeZip } from '../../support/zip-writer.ts';

const text = async (bytes: Buffer, limits = DEFAULT_LIMITS) =>
  (await gather(await openWorkbook(bytes, limits))).toString();
const rowsOf = async (parts: WorkbookParts) =>
  parse(await text(writeWorkbook(parts)), {
    relax_column_count: true,
    skip_empty_lines: false,
  }) as string[][];
const cellOf = async (cell: string, parts: Partial<WorkbookParts> = {}) =>
  (await rowsOf({ rows: `<row r="1">${cell}</row>`, ...parts }))[0]?.[0];

const inline = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;

describe('a cell', () => {
  const styles = `<styleSheet><numFmts count="4"><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/><numFmt numFmtId="166" formatCode="[h]:mm"/><numFmt numFmtId="167" formatCode="&quot;d&quot;0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="20"/></cellXfs></styleSheet>`;

  test.each<[string, string, string]>([
    ['a shared string', '<c t="s"><v>1</v></c>', 'two'],
    ['rich text without its phonetic runs', '<c t="s"><v>2</v></c>', '東京 & more'],
    ['an inline string', '<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>', 'inline'],
    ['a formula by its stored value', '<c t="str"><f>1+1</f><v>=2</v></c>', '=2'],
    ['an escaped line break', inline('a_x000D_\nb'), 'a\r\nb'],
    ['blanks around text', inline(' a '), ' a '],
    ['quotes and commas', inline('a "b", c'), 'a "b", c'],
    ['an integer', '<c><v>42</v></c>', '42'],
    ['an integer with a fraction of zero', '<c><v>42.0</v></c>', '42'],
    ['a long number in scientific form', '<c><v>4.9171234567E10</v></c>', '49171234567'],
    ['a fraction as it is shown', '<c><v>0.30000000000000004</v></c>', '0.3'],
    ['a postal code', '<c s="2"><v>1234</v></c>', '01234'],
    ['a date', '<c s="1"><v>45292</v></c>', '2024-01-01'],
    ['a date before 1900-03-01', '<c s="1"><v>1</v></c>', '1900-01-01'],
    ['a date with a time', '<c s="3"><v>45292.5</v></c>', '2024-01-01T12:00:00'],
    ['a time', '<c s="6"><v>0.75</v></c>', '18:00:00'],
    ['a duration as a number', '<c s="4"><v>1.5</v></c>', '1.5'],
    ['a number whose format quotes a letter', '<c s="5"><v>1.5</v></c>', '1.5'],
    ['true', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['false', '<c t="b"><v>0</v></c>', 'FALSE'],
    ['an error', '<c t="e"><v>#N/A</v></c>', '#N/A'],
    ['an ISO date', '<c t="d"><v>2024-01-01</v></c>', '2024-01-01'],
    ['a prefix before every name', '<x:c t="inlineStr"><x:is><x:t>p</x:t></x:is></x:c>', 'p'],
  ])('of %s reads as shown', async (_, cell, expected) => {
    const sharedStrings = [
      '<t>one</t>',
      '<t>two</t>',
      '<r><t>東京</t></r><rPh><t>トウ</t></rPh><r><t> &amp; more</t></r>',
    ];
    expect(await cellOf(cell, { sharedStrings, styles })).toBe(expected);
  });

  test('of a date counts from 1904 when the workbook says so', async () => {
    const workbook =
      '<workbook><workbookPr date1904="1"/><sheets><sheet name="A" id="rId1"/></sheets></workbook>';
    expect(await cellOf('<c s="1"><v>0</v></c>', { styles, workbook })).toBe('1904-01-01');
  });
});

describe('a sheet', () => {
  test('keeps gaps between cells and between rows, and drops what is empty behind', async () => {
    const rows =
      `<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="D1"><v>4</v></c><c r="F1" s="1"/></row>` +
      `<row r="4"><c r="B4"><v>2</v></c></row><row r="9"><c r="A9" s="1"/></row>`;
    expect(await text(writeWorkbook({ rows }))).toBe('a,,,4\n,,,\n,,,\n,2,,\n');
  });

  test('without references counts rows and cells itself', async () => {
    expect(
      await rowsOf({ rows: `<row>${inline('a')}<c/>${inline('b')}</row><row>${inline('c')}</row>` }),
    ).toEqual([
      ['a', '', 'b'],
      ['c', '', ''],
    ]);
  });

  test('is the first that is visible', async () => {
    const workbook =
      '<workbook><sheets><sheet id="rId1" state="hidden"/><sheet id="rId9"/><sheet id="rId2"/></sheets></workbook>';
    const second = `<worksheet><sheetData><row>${inline('second')}</row></sheetData></worksheet>`;
    const extra = [{ name: 'xl/worksheets/sheet2.xml', content: second }];
    expect(await rowsOf({ rows: `<row>${inline('first')}</row>`, workbook, extra })).toEqual([['second']]);
  });

  test('of 50,000 rows comes out whole', async () => {
    const rows = Array.from(
      { length: 50_000 },
      (_, at) => `<row>${inline(`p${at}@example.org`)}<c><v>${at}</v></c></row>`,
    );
    const lines = (await text(writeWorkbook({ rows: rows.join('') }))).split('\n');
    expect(lines.length).toBe(50_001);
    expect(lines[49_999]).toBe('p49999@example.org,49999');
  });
});

describe('a workbook is refused', () => {
  const attack = (parts: Partial<WorkbookParts>) => codeOf(text(writeWorkbook({ rows: '', ...parts })));
  const part = (name: string, content: string): ZipPart => ({ name, content });

  test('when an entry inflates 1,000 times', async () => {
    expect(await attack({ rows: `<row>${inline('x'.repeat(40_000_000))}</row>` })).toBe('workbook-too-large');
  });

  test('when an entry inflates beyond what it declares', async () => {
    const bomb = writeZip([
      part('xl/workbook.xml', '<workbook><sheets><sheet id="rId1"/></sheets></workbook>'),
      { name: 'xl/_rels/workbook.xml.rels', content: ' '.repeat(10_000_000), declaredSize: 100 },
    ]);
    expect(await codeOf(text(bomb))).toBe('workbook-invalid');
  });

  test('when all entries together inflate too far', async () => {
    const limits = { ...DEFAULT_LIMITS, workbookInflatedMaxBytes: 2_000 };
    const rows = Array.from({ length: 100 }, (_, at) => `<row>${inline(`${at * 7919}`)}</row>`).join('');
    expect(await codeOf(text(writeWorkbook({ rows }), limits))).toBe('workbook-too-large');
  });

  test('when one cell goes on and on', async () => {
    const noise = Array.from({ length: 200_000 }, (_, at) => (at * 2654435761).toString(36)).join('');
    expect(await attack({ rows: `<row>${inline(noise)}</row>` })).toBe('workbook-too-large');
  });

  test('when a quoted cell is longer than any reader takes', async () => {
    const noise = Array.from({ length: 12_000 }, (_, at) => (at * 2654435761).toString(36)).join(',');
    expect(await attack({ rows: `<row>${inline(noise)}</row>` })).toBe('cell-too-long');
  });

  test('when it has too many entries, in a moment', async () => {
    const parts = Array.from({ length: 60_000 }, (_, at) => part(`x${at}`, ''));
    const bytes = writeZip(parts);
    const started = performance.now();
    expect(await codeOf(text(bytes))).toBe('workbook-too-large');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each<[string, Partial<WorkbookParts>]>([
    [
      'a document type',
      { workbook: '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>' },
    ],
    ['an unknown entity', { rows: `<row>${inline('&lol;')}</row>` }],
    ['no sheet', { workbook: '<workbook><sheets/></workbook>' }],
    ['broken XML', { rows: '<row><c></row>' }],
    ['a path out of the archive', { extra: [part('../x', 'y')] }],
    ['the same entry twice', { extra: [part('XL/Workbook.xml', '<workbook/>')] }],
    ['a shared string that is not there', { rows: '<row><c t="s"><v>7</v></c></row>' }],
    ['rows out of order', { rows: '<row r="2"/><row r="1"/>' }],
    ['a row that no sheet has', { rows: '<row r="99999999"/>' }],
    ['a reference that is none', { rows: '<row><c r="??"><v>1</v></c></row>' }],
  ])('with %s', async (_, parts) => {
    expect(await attack(parts)).toBe('workbook-invalid');
  });

  test('with more columns than the limit', async () => {
    expect(await attack({ rows: '<row><c r="XFD1"><v>1</v></c></row>' })).toBe('too-many-columns');
  });

  test('with macros, or when it is another kind of zip', async () => {
    expect(await attack({ extra: [part('xl/vbaProject.bin', 'x')] })).toBe('not-a-text-file');
    expect(await codeOf(text(writeZip([part('word/document.xml', '<x/>')])))).toBe('not-a-text-file');
  });

  test('when an entry is encrypted', async () => {
    expect(await codeOf(text(writeZip([{ name: 'xl/workbook.xml', content: 'x', encrypted: true }])))).toBe(
      'workbook-encrypted',
    );
  });

  test('when it is cut anywhere', async () => {
    const whole = writeWorkbook({ rows: `<row>${inline('a@example.org')}</row>` });
    for (let length = 22; length < whole.length; length += 13) {
      expect(await codeOf(text(whole.subarray(0, length)))).toBe('workbook-invalid');
    }
  });
});

test('no file is made while a workbook is read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-workbook-'));
  vi.stubEnv('TMPDIR', folder);
  try {
    const rows = Array.from(
      { length: 20_000 },
      (_, at) => `<row><c t="s"><v>${at % 3}</v></c><c><v>${at * 7919}</v></c></row>`,
    );
    const sharedStrings = ['<t>a</t>', '<t>b</t>', '<t>c</t>'];
    const pieces = await openWorkbook(writeWorkbook({ rows: rows.join(''), sharedStrings }), DEFAULT_LIMITS);
    await pieces.next();
    expect([tmpdir(), readdirSync(folder)]).toEqual([folder, []]);
    await gather(pieces);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});
