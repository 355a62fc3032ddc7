// The upload form: fields first, one file, and no half of an upload taken for a whole one.
import { describe, expect, test } from 'vitest';
import { readMultipart } from '../../../src/intake/multipart.ts';
import { codeOf, cutAt, gather, inPieces } from '../../support/byte-streams.ts';

const TYPE = 'multipart/form-data; boundary=XX';
const LIMITS = { uploadMaxBytes: 1_000_000 };

const field = (name: string, value: string) =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (content: string, name = 'file') =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"; filename="patients.csv"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n`;
const END = '--XX--\r\n';

const read = async (body: AsyncIterable<Uint8Array>, type = TYPE, limits = LIMITS) => {
  const form = await readMultipart(body, type, limits);
  return { fields: [...form.fields], file: (await gather(form.file)).toString() };
};

describe('a form', () => {
  const body = `${field('name', 'März')}${field('source', 'event')}${file('email\r\na@example.org\r\n')}${END}`;
  const expected = {
    fields: [
      ['name', 'März'],
      ['source', 'event'],
    ],
    file: 'email\r\na@example.org\r\n',
  };

  test('is the same however it is cut', async () => {
    for (let at = 0; at <= Buffer.byteLength(body); at += 1)
      expect(await read(cutAt(body, at))).toEqual(expected);
    for (const size of [1, 2, 3, 7, 1_000]) expect(await read(inPieces(body, size))).toEqual(expected);
  });

  test('that is cut short anywhere is incomplete', async () => {
    const bytes = Buffer.from(body);
    const complete = bytes.length - 2;
    for (let length = 0; length < complete; length += 1) {
      expect([length, await codeOf(read(inPieces(bytes.subarray(0, length), 16)))]).toEqual([
        length,
        'upload-incomplete',
      ]);
    }
    expect(await read(inPieces(bytes.subarray(0, complete), 16))).toEqual(expected);
  });

  test('whose connection breaks is incomplete', async () => {
    async function* broken() {
      yield Buffer.from(body.slice(0, -20));
      throw new Error('ECONNRESET');
    }
    expect(await codeOf(read(broken()))).toBe('upload-incomplete');
  });

  test('may come from a web stream, with a preamble, a quoted boundary and other letters', async () => {
    const odd = `preamble\r\n${body.replaceAll('Content-Disposition', 'content-disposition')}epilogue`;
    const stream = new Response(odd.replaceAll('--XX', '--X X'));
    expect(
      await read(
        stream.body as AsyncIterable<Uint8Array>,
        'Multipart/Form-Data; charset=utf-8; boundary="X X"',
      ),
    ).toEqual(expected);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['a line end', '\r\n'],
    ['dashes', '--'],
    ['the beginning of a boundary', '\r\n--X'],
    ['a longer boundary', 'a\r\n--XXX\r\nb'],
    ['a boundary without its line end', 'a--XX--b'],
    ['many beginnings', '\r\n--X'.repeat(1_000)],
  ])('may carry a file of %s', async (_, content) => {
    for (const size of [1, 5, 10_000]) {
      expect((await read(inPieces(file(content) + END, size))).file).toBe(content);
    }
  });

  test('is pulled only as its file is read', async () => {
    let pulled = 0;
    async function* source() {
      yield Buffer.from(`${field('name', 'x')}${file('').slice(0, -2)}`);
      for (; pulled < 1_000; pulled += 1) yield Buffer.alloc(1_000, 'a');
    }
    const form = await readMultipart(source(), TYPE, LIMITS);
    expect(pulled).toBeLessThan(3);
    for await (const piece of form.file) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(pulled).toBeLessThan(4);
  });
});

describe('T29 · a form that would make half a list, or never end, is refused', () => {
  test.each<[string, string]>([
    ['without a file', field('name', 'x') + END],
    ['without any part', END],
    ['with an unknown field', field('nam', 'x') + file('') + END],
    ['with a field twice', field('name', 'x') + field('name', 'y') + file('') + END],
    ['with a field behind the file', file('a') + field('name', 'x') + END],
    ['with two files', file('a') + file('b') + END],
    ['with a file under another name', file('a', 'upload') + END],
    [
      'with 100,000 fields',
      Array.from({ length: 100_000 }, (_, at) => field(`f${at}`, '')).join('') + file('') + END,
    ],
    ['with a field that is too long', field('name', 'x'.repeat(4_097)) + file('') + END],
    ['with a name of hostile kind', field('__proto__', 'x') + file('') + END],
    ['with a part without a name', `--XX\r\nContent-Type: text/csv\r\n\r\na\r\n${END}`],
    ['with a part without headers', `--XX\r\n\r\na\r\n${END}`],
    ['with two names', `--XX\r\nContent-Disposition: form-data; name="file"; name="name"\r\n\r\na\r\n${END}`],
    ['with headers that are too long', `--XX\r\nX: ${'x'.repeat(8_200)}\r\n\r\na\r\n${END}`],
    [
      'with 101 headers',
      `--XX\r\n${'X: x\r\n'.repeat(100)}Content-Disposition: form-data; name="file"\r\n\r\na\r\n${END}`,
    ],
    ['with headers that never end', `--XX\r\n${'X: x\r\n'.repeat(3_000)}`],
    ['with a preamble that never ends', 'x'.repeat(5_000)],
    ['with text behind a boundary', `--XX junk\r\n${file('a')}${END}`],
    ['with a field that is no UTF-8', field('name', '\xff') + file('') + END],
  ])('%s', async (_, body) => {
    for (const size of [3, 100_000]) {
      expect(await codeOf(read(inPieces(Buffer.from(body, 'latin1'), size)))).toBe('multipart-invalid');
    }
  });

  test('when its file is larger than the limit, before the rest is read', async () => {
    let pulled = 0;
    async function* endless() {
      yield Buffer.from(file('').slice(0, -2));
      for (; pulled < 1_000; pulled += 1) yield Buffer.alloc(1_000, 'a');
    }
    expect(await codeOf(read(endless(), TYPE, { uploadMaxBytes: 10_000 }))).toBe('upload-too-large');
    expect(pulled).toBeLessThan(20);
  });

  test.each<[string, string]>([
    ['application/json', 'media-unsupported'],
    ['', 'media-unsupported'],
    ['multipart/mixed; boundary=XX', 'media-unsupported'],
    ['multipart/form-data', 'multipart-invalid'],
    ['multipart/form-data; boundary=""', 'multipart-invalid'],
    ['multipart/form-data; boundary=a; boundary=b', 'multipart-invalid'],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`, 'multipart-invalid'],
  ])('as "%s"', async (type, code) => {
    expect(await codeOf(read(inPieces(file('a') + END, 10), type))).toBe(code);
  });

  test('and its body is closed', async () => {
    let closed = false;
    async function* source() {
      try {
        yield Buffer.from(field('unknown', 'x'));
        yield Buffer.alloc(10);
      } finally {
        closed = true;
      }
    }
    expect(await codeOf(read(source()))).toBe('multipart-invalid');
    expect(closed).toBe(true);
  });
});
