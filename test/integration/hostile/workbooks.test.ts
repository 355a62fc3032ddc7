// Workbooks made to fill memory and disk are refused at once, and no workbook leaves a file behind.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deflateRepeated, writeWorkbook, writeZip, type ZipPart } from '../../support/zip-writer.ts';
import { type HostileTarget, openHostileTarget, PEAK_MB_MAX } from './hostile-target.ts';

const MEBIBYTE = 1024 * 1024;
const WORKBOOK = '<workbook><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>';
const RELATIONSHIPS =
  '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>';
const ROW = '<row><c t="inlineStr"><is><t>ann@gmail.com</t></is></c></row>';
const CELL = '<worksheet><sheetData><row><c t="inlineStr"><is><t>';

let target: HostileTarget;
beforeAll(async () => {
  target = await openHostileTarget();
});
afterAll(() => target.close());

afterEach(async () => {
  for (const peak of target.peaksMb()) expect(peak).toBeLessThan(PEAK_MB_MAX);
  expect((await target.call('/healthz')).status).toBe(200);
});

function workbookWith(...parts: readonly ZipPart[]): Buffer {
  return writeZip([
    { name: 'xl/workbook.xml', content: WORKBOOK },
    { name: 'xl/_rels/workbook.xml.rels', content: RELATIONSHIPS },
    ...parts,
  ]);
}

const sheet = (part: Omit<ZipPart, 'name'>): ZipPart => ({ name: 'xl/worksheets/sheet1.xml', ...part });
/** A mebibyte of rows, of which a gigabyte deflates to one. */
const ROWS_BLOCK = ROW.repeat(Math.floor(MEBIBYTE / ROW.length));
const rowsBomb = () => deflateRepeated('<worksheet><sheetData>', ROWS_BLOCK, 1024);
const cellBomb = () => deflateRepeated(CELL, 'x'.repeat(MEBIBYTE), 2047);

/** Texts that deflate to a hundredth: what no ratio tells from an honest list. */
function sharedStringsBomb() {
  const noise = Array.from({ length: 800 }, (_, at) => (at * 2654435761).toString(36)).join('');
  const block = `<si><t>${noise}</t></si>${`<si><t>${'x'.repeat(1000)}</t></si>`.repeat(900)}`;
  return deflateRepeated('<sst>', block, 500);
}

describe('T8 · a workbook is a bomb', () => {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`);
  it.each<[string, number, string, () => Buffer]>([
    ['1 MB that inflates to 1 GB', 413, 'workbook-too-large', () => workbookWith(sheet(rowsBomb()))],
    [
      '1 MB that inflates to 1 GB and says that it is small',
      422,
      'workbook-invalid',
      () => workbookWith(sheet({ ...rowsBomb(), declaredSize: 1000 })),
    ],
    ['a cell of 2 GB', 413, 'workbook-too-large', () => workbookWith(sheet(cellBomb()))],
    [
      'a cell of 2 GB that says that it is small',
      422,
      'workbook-invalid',
      () => workbookWith(sheet({ ...cellBomb(), declaredSize: 1000 })),
    ],
    [
      'shared strings of half a gigabyte',
      413,
      'workbook-too-large',
      () => workbookWith({ name: 'xl/sharedStrings.xml', ...sharedStringsBomb() }, sheet({ content: '' })),
    ],
    [
      '100,000 entries',
      413,
      'workbook-too-large',
      () => writeZip(Array.from({ length: 100_000 }, (_, at) => ({ name: `x${at}`, content: '' }))),
    ],
    [
      'a path out of the archive',
      422,
      'workbook-invalid',
      () => writeWorkbook({ rows: ROW, extra: [{ name: '../x', content: 'x' }] }),
    ],
    [
      'a billion laughs',
      422,
      'workbook-invalid',
      () =>
        writeWorkbook({
          rows: ROW,
          workbook: `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs.join('')}]><workbook>&l9;</workbook>`,
        }),
    ],
    [
      'macros (.xlsm)',
      415,
      'not-a-text-file',
      () => writeWorkbook({ rows: ROW, extra: [{ name: 'xl/vbaProject.bin', content: 'x' }] }),
    ],
    [
      'a password, or the format before 2007 (OLE)',
      415,
      'workbook-encrypted',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(MEBIBYTE)]),
    ],
  ])('%s is %i %s within 5 s', async (_, status, code, make) => {
    const bytes = make();
    const before = target.cpuSeconds();
    expect(await target.upload([bytes])).toMatchObject({ status, body: { code } });
    // Of its own time: a busy machine is no fault of the service.
    expect(target.cpuSeconds() - before).toBeLessThan(5);
  });
});

describe('T8 · a workbook is written in clear to a temporary folder', () => {
  it('not while it is uploaded, verified and read again, nor when it is refused', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, at) => `<row><c t="s"><v>${at % 3}</v></c><c><v>${at * 7919}</v></c></row>`,
    );
    const sharedStrings = ['ann', 'bob', 'eve'].map((name) => `<t>${name}@gmail.com</t>`);
    const workbook = writeWorkbook({ rows: rows.join(''), sharedStrings });
    const list = await target.verify([workbook]);
    expect(list).toMatchObject({ status: 'completed', rows: 20_000, duplicates: 19_997 });
    const results = await (await target.call(`/v1/lists/${list.id}/results`)).text();
    expect(results.split('\r\n')).toHaveLength(20_002);
    await target.upload([workbook.subarray(0, workbook.length / 2)]);
    expect(await target.temporary.names()).toEqual([]);
  });
});
