// The results of a list: the upload again, cell by cell, with six columns more.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESULT_COLUMNS } from '../../src/pipeline/list-results.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { writeWorkbook } from '../support/zip-writer.ts';
import { problemOf } from './problem-answer.ts';

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation();
});
afterAll(() => sluice.close());

const ADDED = RESULT_COLUMNS.length;

async function resultsOf(file: string | Uint8Array<ArrayBuffer>, query = ''): Promise<Response> {
  const { id } = await completeList(sluice, file);
  return sluice.request(`/v1/lists/${id}/results${query}`);
}

/** The text with its byte order mark. */
async function textOf(file: string | Uint8Array<ArrayBuffer>, query = ''): Promise<string> {
  return Buffer.from(await (await resultsOf(file, query)).arrayBuffer()).toString('utf8');
}

async function rowsOf(
  file: string | Uint8Array<ArrayBuffer>,
  query = '',
  delimiter = ',',
): Promise<string[][]> {
  return readCsv(await textOf(file, query), delimiter);
}

/** Strict, but for rows of different length. */
function readCsv(text: string, delimiter = ','): string[][] {
  const options = {
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: false,
    record_delimiter: '\r\n',
  };
  return parse(text, options) as string[][];
}

describe('the file', () => {
  it('is UTF-8 with a mark, CRLF, and a name made of the id', async () => {
    const answer = await resultsOf('email\nann@gmail.com\n');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="lst_[0-9a-f]{32}-results\.csv"$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(bytes.toString('utf8').slice(1)).toBe(
      `email,${RESULT_COLUMNS.join(',')}\r\nann@gmail.com,deliverable,ok,100,0,,\r\n`,
    );
  });

  it('says of each row what was found', async () => {
    const addresses = [
      'bob@gmial.com',
      'x@nullmx.org',
      'nobody',
      '',
      '"Ann" <ann@gmail.com>',
      'ANN@gmail.com',
    ];
    const lines = addresses.map((address) => `"${address.replaceAll('"', '""')}"`);
    const [, ...rows] = await rowsOf(['email', ...lines].join('\n'));
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['undeliverable', 'nxdomain', '0', '1', 'bob@gmail.com', ''],
      ['undeliverable', 'null-mx', '0', '0', '', ''],
      ['undeliverable', 'invalid-syntax', '0', '0', '', ''],
      ['undeliverable', 'invalid-syntax', '0', '0', '', ''],
      ['deliverable', 'ok', '100', '0', '', ''],
      ['deliverable', 'ok', '100', '0', '', '5'],
    ]);
  });

  it.each([',', ';', '\t', '|'])('keeps the delimiter %j', async (delimiter) => {
    const file = [
      ['id', 'email', 'note'].join(delimiter),
      ['1', 'ann@gmail.com', `"a${delimiter}b"`].join(delimiter),
      ['2', 'bob@gmail.com', 'c'].join(delimiter),
    ].join('\n');
    const rows = await rowsOf(file, '', delimiter);
    expect(rows[0]).toEqual(['id', 'email', 'note', ...RESULT_COLUMNS]);
    expect(rows[1]?.slice(0, 3)).toEqual(['1', 'ann@gmail.com', `a${delimiter}b`]);
  });

  it('keeps every cell of every row, whatever stands in it', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({
        unit: fc.constantFrom('"', ',', '\n', '\r', '\t', ' ', "'", '=', 'a', '\u00e9', '\u{1f600}'),
        maxLength: 8,
      }),
    );
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const cells = fc.sample(fc.array(cell, { minLength: 3, maxLength: 3 }), {
      numRuns: 3000,
      seed: 20261122,
    });
    const uploaded = cells.map((row, at) => [
      `u${at}@gmail.com`,
      ...row.map((text) => text.replaceAll('\0', '')),
    ]);
    const file = [['email', 'a', 'b', 'c'], ...uploaded].map((row) => row.map(quote).join(',')).join('\n');
    const [, ...rows] = await rowsOf(file);
    expect(rows.map((row) => row.slice(0, 4))).toEqual(uploaded);
    expect(rows.every((row) => row.length === 4 + ADDED)).toBe(true);
  });

  it('keeps the spelling of what needs no quoting', async () => {
    const text = await textOf('id,email,note\n"1", ann@gmail.com ,"x"\n');
    expect(text).toContain('\r\n"1", ann@gmail.com ,"x",deliverable,');
  });

  it('fills short rows and keeps long ones', async () => {
    const rows = await rowsOf('id,email,note\n1,ann@gmail.com\n2,bob@gmail.com,x,more,most\n3\n');
    expect(rows.map((row) => row.length)).toEqual([11, 11, 11, 11]);
    expect(rows[0]?.slice(0, 6)).toEqual(['id', 'email', 'note', '', '', 'sluice_verdict']);
    expect(rows[1]?.slice(0, 6)).toEqual(['1', 'ann@gmail.com', '', '', '', 'deliverable']);
    expect(rows[2]?.slice(0, 6)).toEqual(['2', 'bob@gmail.com', 'x', 'more', 'most', 'deliverable']);
    expect(rows[3]?.slice(0, 6)).toEqual(['3', '', '', '', '', 'undeliverable']);
  });

  it('numbers its columns where the upload has such', async () => {
    const first = await textOf('email,sluice_verdict\nann@gmail.com,old\n');
    expect(readCsv(first)[0]).toEqual([
      'email',
      'sluice_verdict',
      'sluice_verdict_2',
      ...RESULT_COLUMNS.slice(1),
    ]);
    const again = readCsv(await textOf(first));
    expect(again[0]?.slice(-ADDED)).toEqual([
      'sluice_verdict_3',
      ...RESULT_COLUMNS.slice(1).map((name) => `${name}_2`),
    ]);
    expect(again[1]?.slice(0, 3)).toEqual(['ann@gmail.com', 'old', 'deliverable']);
  });

  it('of a file without a header names the columns by their place', async () => {
    const rows = await rowsOf('1,ann@gmail.com,x\n2,bob@gmail.com,y\n');
    expect(rows[0]).toEqual(['column_1', 'column_2', 'column_3', ...RESULT_COLUMNS]);
    expect(rows).toHaveLength(3);
  });

  it('of one address a line has them in one column', async () => {
    const rows = await rowsOf('ann@gmail.com\nbob@gmail.com');
    expect(rows.map(([first]) => first)).toEqual(['column_1', 'ann@gmail.com', 'bob@gmail.com']);
  });

  it('of an empty file is a header', async () => {
    expect(await textOf('')).toBe(`\uFEFF${RESULT_COLUMNS.join(',')}\r\n`);
    expect(await textOf('email;name\n')).toBe(`\uFEFFemail;name;${RESULT_COLUMNS.join(';')}\r\n`);
  });

  it('of UTF-16 and of Windows-1252 is UTF-8', async () => {
    const text = 'email;name\r\nann@gmail.com;Jos\u00e9\r\n';
    for (const bytes of [Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.from(text, 'latin1')]) {
      expect(await textOf(new Uint8Array(bytes))).toContain('\r\nann@gmail.com;Jos\u00e9;deliverable;');
    }
  });

  it('of a workbook is its sheet as shown', async () => {
    const inline = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
    const rows = [
      ['email', 'note'],
      ['ann@gmail.com', 'a, &quot;b&quot;'],
    ];
    const sheet = rows.map((row) => `<row>${row.map(inline).join('')}</row>`).join('');
    const [header, row] = await rowsOf(new Uint8Array(writeWorkbook({ rows: sheet })));
    expect(header).toEqual(['email', 'note', ...RESULT_COLUMNS]);
    expect(row?.slice(0, 3)).toEqual(['ann@gmail.com', 'a, "b"', 'deliverable']);
  });

  it('writes anew a row whose quotes do not close, so that it reads as it was read', async () => {
    const rows = await rowsOf('email,note\nann@gmail.com,"open\nbob@gmail.com,x"y\n');
    expect(rows.slice(1).map((row) => row.slice(0, 2))).toEqual([
      ['ann@gmail.com', '"open'],
      ['bob@gmail.com', 'x"y'],
    ]);
  });
});

describe('guarded against formulas', () => {
  const FILE = '=cmd,email,note\n=1+1,+ann@gmail.com,@x\n-1,=bob@gmail.com,"=a,b"\na,ann@gmail.com,\uff1d1\n';

  it('is every cell that a spreadsheet would run, but never an address', async () => {
    const rows = await rowsOf(FILE, '?guard=formulas');
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ["'=cmd", 'email', 'note'],
      ["'=1+1", '+ann@gmail.com', "'@x"],
      ["'-1", '=bob@gmail.com', "'=a,b"],
      ['a', 'ann@gmail.com', "'\uff1d1"],
    ]);
  });

  it('is nothing unless it is asked for', async () => {
    expect((await rowsOf(FILE))[0]?.[0]).toBe('=cmd');
    expect((await rowsOf(FILE))[1]?.[0]).toBe('=1+1');
  });
});

describe('a part of the rows', () => {
  it('is those of one verdict, in their order', async () => {
    const file = 'email\nann@gmail.com\nbob@nullmx.org\ncy@gmail.com\n';
    const [header, ...rows] = await rowsOf(file, '?verdict=deliverable');
    expect(header?.[0]).toBe('email');
    expect(rows.map(([address]) => address)).toEqual(['ann@gmail.com', 'cy@gmail.com']);
    expect(await rowsOf(file, '?verdict=risky')).toHaveLength(1);
  });

  it.each(['format=xml', 'verdict=good', 'guard=all'])('is not given for %s', async (query) => {
    const problem = await problemOf(await resultsOf('ann@gmail.com\n', `?${query}`), 'invalid-value');
    expect(problem.pointer).toBe(`/query/${query.split('=')[0]}`);
    expect(JSON.stringify(problem)).not.toContain(query.split('=')[1]);
  });
});

describe('as JSON', () => {
  it('a row is an object, with the numbers of rows as in the upload', async () => {
    const answer = await resultsOf(
      'email,note\nann@gmail.com,"a\nb"\nbob@gmial.com\nANN@gmail.com\n',
      '?format=json',
    );
    expect(answer.headers.get('content-type')).toBe('application/json');
    const base = {
      toxicity: 0,
      suggestion: null,
      duplicate_of: null,
      evidence: 'domain',
      toxicity_signals: [],
    };
    const good = { verdict: 'deliverable', reason: 'ok', score: 100 };
    const typo = {
      verdict: 'undeliverable',
      reason: 'nxdomain',
      score: 0,
      toxicity: 1,
      suggestion: 'bob@gmail.com',
      toxicity_signals: ['typo-domain'],
    };
    expect(await answer.json()).toEqual({
      results: [
        { ...base, row: 1, cells: ['ann@gmail.com', 'a\nb'], ...good },
        { ...base, row: 2, cells: ['bob@gmial.com'], ...typo },
        { ...base, row: 3, cells: ['ANN@gmail.com'], ...good, duplicate_of: 1 },
      ],
    });
  });

  it('is one document over several chunks, and an empty one for no rows', async () => {
    const file = Array.from({ length: 11_000 }, (_, at) => `u${at}@gmail.com`).join('\n');
    const { results } = (await (await resultsOf(file, '?format=json')).json()) as {
      results: { row: number }[];
    };
    expect(results.map(({ row }) => row)).toEqual(Array.from({ length: 11_000 }, (_, at) => at + 1));
    expect(await (await resultsOf('', '?format=json')).json()).toEqual({ results: [] });
    expect(await (await resultsOf('ann@gmail.com\n', '?format=json&verdict=risky')).json()).toEqual({
      results: [],
    });
  });
});
