// Uploads as a whole: from the bytes of any format to a layout and row chunks.
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/intake/limits.ts';
import { openUpload } from '../../../src/intake/upload.ts';
import { codeOf, gatherChunks, inPieces, readCells } from '../../support/byte-streams.ts';
import { writeWorkbook } from '../../support/zip-writer.ts';

const open = async (bytes: Uint8Array | string, options: { addressColumn?: string; size?: number } = {}) => {
  const { size = 10, addressColumn } = options;
  const { layout, chunks } = await openUpload(inPieces(bytes, size), {
    addressColumn,
    limits: DEFAULT_LIMITS,
  });
  const gathered = await gatherChunks(chunks);
  return {
    layout,
    chunks: gathered,
    rows: gathered.flatMap((chunk) => readCells(chunk.bytes, layout.delimiter)),
  };
};

describe('an upload', () => {
  const csv = 'name;email\r\n"Roe; José";jose@example.org\r\n;bob@example.org\r\n';
  const rows = [
    ['Roe; José', 'jose@example.org'],
    ['', 'bob@example.org'],
  ];

  test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const)(
    'in %s becomes UTF-8 rows with its own delimiter and quoting',
    async (encoding) => {
      const { layout, chunks, rows: read } = await open(iconv.encode(csv, encoding, { addBOM: true }));
      expect(layout).toEqual({
        format: 'csv',
        encoding,
        delimiter: ';',
        columns: ['name', 'email'],
        width: 2,
        addressColumn: 1,
      });
      expect(read).toEqual(rows);
      expect(Buffer.from(chunks[0]?.bytes ?? []).toString()).toBe(csv.slice(12));
    },
  );

  test('of one address a line keeps every line, blank ones too', async () => {
    const { layout, chunks } = await open('ann@example.org\n\nbob@example.org');
    expect(layout).toMatchObject({ format: 'lines', columns: null, width: 1, addressColumn: 0 });
    expect(chunks).toMatchObject([{ seq: 0, firstRow: 1, rows: 3 }]);
  });

  test('that is empty has width 0 and no chunks', async () => {
    expect(await open('')).toMatchObject({ layout: { width: 0, columns: null }, chunks: [] });
    expect((await open('\u{feff}')).chunks).toEqual([]);
  });

  test('of a header alone has no chunks', async () => {
    expect(await open('name,email\r\n')).toMatchObject({ layout: { width: 2 }, chunks: [] });
  });

  test('in XLSX becomes rows of commas', async () => {
    const cells = (...texts: string[]) =>
      texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('');
    const sheet = `<row>${cells('name', 'email')}</row><row>${cells('Roe, J', 'j@example.org')}</row>`;
    const { layout, rows: read } = await open(writeWorkbook({ rows: sheet }));
    expect(layout).toMatchObject({ format: 'xlsx', encoding: 'utf-8', delimiter: ',', addressColumn: 1 });
    expect(read).toEqual([['Roe, J', 'j@example.org']]);
  });

  test('takes the column that the caller names, and ignores an empty wish', async () => {
    const text = 'email,other\na@example.org,b@example.org\n';
    expect((await open(text, { addressColumn: 'other' })).layout.addressColumn).toBe(1);
    expect((await open(text, { addressColumn: ' ' })).layout.addressColumn).toBe(0);
  });

  test.each([
    ['domain;reason\nexample.org;manual\n', ';', ['domain', 'reason']],
    ['hash,reason\n5d41402abc4b2a76b9719d911017c592,complaint\n', ',', ['hash', 'reason']],
    [
      'address,kind,purposes\na@example.org,state_consent,events;surveys\n',
      ',',
      ['address', 'kind', 'purposes'],
    ],
    ['address\na@example.org\n', ',', ['address']],
  ])('of an import has a header, with addresses or without: %j', async (text, delimiter, columns) => {
    const { layout, chunks } = await openUpload(inPieces(text, 10), { headed: true, limits: DEFAULT_LIMITS });
    expect(layout).toMatchObject({ delimiter, columns, width: columns.length });
    expect(await gatherChunks(chunks)).toMatchObject([{ rows: 1 }]);
  });

  test('with hostile column names leaves every object alone', async () => {
    const { layout } = await open('__proto__.polluted,constructor,email\n1,2,a@example.org\n');
    expect(layout.columns).toEqual(['__proto__.polluted', 'constructor', 'email']);
    expect('polluted' in {}).toBe(false);
  });
});

describe('a large upload', () => {
  const row = 'ann@example.org,"Ann ""A"" Roe",1961-04-03,Springfield,something to remember\r\n';

  test('is pulled only as its chunks are taken', async () => {
    let pulled = 0;
    let closed = false;
    async function* source() {
      try {
        for (; pulled < 2_000; pulled += 1) yield Buffer.from(row.repeat(800));
      } finally {
        closed = true;
      }
    }
    const { chunks } = await openUpload(source(), { limits: DEFAULT_LIMITS });
    expect(pulled).toBeLessThan(4);
    for await (const chunk of chunks) {
      expect(chunk.rows).toBe(5_000);
      break;
    }
    expect(pulled).toBeLessThan(20);
    expect(closed).toBe(true);
  });

  test('of 10 MB in a single line is refused early, and its memory is given back', async () => {
    let pulled = 0;
    async function* line() {
      for (; pulled < 160; pulled += 1) yield Buffer.alloc(65_536, 'x');
    }
    const before = process.memoryUsage().arrayBuffers;
    expect(await codeOf(openUpload(line(), { limits: DEFAULT_LIMITS }))).toBe('row-too-long');
    expect(pulled).toBeLessThan(24);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });

  test('loses no row and no character, whatever stands in the rows', async () => {
    const odd = [
      '',
      ',,,',
      'a@example.org',
      '"unclosed,b@example.org',
      'x,y,z,c@example.org',
      '"q" q,1',
      'é,語',
    ];
    const lines = Array.from({ length: 30_000 }, (_, at) => odd[at % odd.length]);
    const text = `first,email\n${lines.join('\n')}`;
    const { chunks } = await open(text, { size: 50_000 });
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString()).toBe(lines.join('\n'));
    expect(chunks.reduce((rows, chunk) => rows + chunk.rows, 0)).toBe(30_000);
  });
});

describe('an upload is refused', () => {
  test.each<[string, Uint8Array | string, string]>([
    [
      'when it is an old or encrypted workbook',
      Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'),
      'workbook-encrypted',
    ],
    ['when it is a cut zip file', writeWorkbook({ rows: '' }).subarray(0, 300), 'workbook-invalid'],
    ['when it is binary', Buffer.from('GIF89a\u0001\u0000\u0001\u0000'), 'not-a-text-file'],
    ['when no column holds addresses', 'name,city\nAnn,Rome\n', 'no-address-column'],
  ])('%s', async (_, bytes, code) => {
    expect(await codeOf(open(bytes))).toBe(code);
  });

  test('beyond its limit, before the rest is read', async () => {
    const limits = { ...DEFAULT_LIMITS, uploadMaxBytes: 100_000 };
    const { chunks } = await openUpload(inPieces('ann@example.org\n'.repeat(10_000), 1_000), { limits });
    expect(await codeOf(gatherChunks(chunks))).toBe('upload-too-large');
  });

  test('as a workbook beyond the limit of workbooks', async () => {
    const limits = { ...DEFAULT_LIMITS, workbookMaxBytes: 500 };
    expect(await codeOf(openUpload(inPieces(writeWorkbook({ rows: '' }), 100), { limits }))).toBe(
      'workbook-too-large',
    );
  });

  test('and its source is closed', async () => {
    let closed = false;
    async function* source() {
      try {
        yield Buffer.from('d0cf11e0a1b11ae1', 'hex');
        yield Buffer.alloc(1 << 20);
        yield Buffer.alloc(1 << 20);
      } finally {
        closed = true;
      }
    }
    expect(await codeOf(openUpload(source(), { limits: DEFAULT_LIMITS }))).toBe('workbook-encrypted');
    expect(closed).toBe(true);
  });

  test('with the error of a source that breaks', async () => {
    async function* source() {
      yield Buffer.from('ann@example.org\n'.repeat(10_000));
      throw new Error('socket');
    }
    const { chunks } = await openUpload(source(), { limits: DEFAULT_LIMITS });
    await expect(gatherChunks(chunks)).rejects.toThrow('socket');
  });
});
