// Encodings: what is detected, what is decoded, and that no character is lost on the way.
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { decodeToUtf8 } from '../../../src/intake/decoder.ts';
import { detectEncoding } from '../../../src/intake/encoding.ts';
import { codeOf, cutAt, gather, inPieces } from '../../support/byte-streams.ts';

const TEXT = 'name,email\r\nJosé Müller – “ok” €,jose@example.org\r\n';
const CHINESE = '姓名,邮箱\n王小明😀,wang@example.org\n李四,li@example.org\n';

const decode = async (bytes: Uint8Array, size = 5) => {
  const detected = detectEncoding(bytes, true);
  return (await gather(decodeToUtf8(inPieces(bytes, size), detected))).toString();
};

const bom = (encoding: string, text: string) => iconv.encode(text, encoding, { addBOM: true });

describe('a file', () => {
  test.each<[string, Buffer, string, string]>([
    ['in ASCII', Buffer.from('email\na@example.org\n'), 'utf-8', 'email\na@example.org\n'],
    ['in UTF-8', Buffer.from(TEXT), 'utf-8', TEXT],
    ['in UTF-8 with a mark', bom('utf-8', TEXT), 'utf-8', TEXT],
    ['in UTF-16 LE with a mark', bom('utf-16le', CHINESE), 'utf-16le', CHINESE],
    ['in UTF-16 BE with a mark', bom('utf-16be', CHINESE), 'utf-16be', CHINESE],
    ['in UTF-16 LE without a mark', iconv.encode(CHINESE, 'utf-16le'), 'utf-16le', CHINESE],
    ['in UTF-16 BE without a mark', iconv.encode(CHINESE, 'utf-16be'), 'utf-16be', CHINESE],
    ['in Windows-1252', iconv.encode(TEXT, 'windows-1252'), 'windows-1252', TEXT],
    [
      'that ends in a Windows-1252 letter',
      Buffer.from('a@example.org,caf\xe9', 'latin1'),
      'windows-1252',
      'a@example.org,café',
    ],
  ])('%s keeps every character', async (_, bytes, encoding, text) => {
    expect(detectEncoding(bytes, true).encoding).toBe(encoding);
    expect(await decode(bytes)).toBe(text);
    expect(await decode(bytes, 1)).toBe(text);
    expect(await decode(bytes, 1 << 20)).toBe(text);
  });

  test('may be cut inside any character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
        fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
        fc.nat(),
        async (text, encoding, position) => {
          fc.pre(!text.includes('\0'));
          const bytes = bom(encoding, text);
          const detected = detectEncoding(bytes, true);
          const decoded = await gather(decodeToUtf8(cutAt(bytes, position % bytes.length), detected));
          expect(decoded.toString()).toBe(text);
        },
      ),
      { numRuns: 600 },
    );
  });

  test('in Windows-1252 gives each of its bytes a character of its own', async () => {
    const bytes = Buffer.from(Array.from({ length: 128 }, (_, at) => at + 128));
    const text = (
      await gather(decodeToUtf8(inPieces(bytes, 9), { encoding: 'windows-1252', bomBytes: 0 }))
    ).toString();
    expect(new Set(text).size).toBe(128);
    expect(text).not.toContain('\u{fffd}');
  });
});

describe('a file that changes on the way', () => {
  const ascii = 'a@example.org,x\n'.repeat(10_000);

  test('from ASCII to Windows-1252 is Windows-1252', async () => {
    const bytes = Buffer.from(`${ascii}José,Müller\nMañana,ß`, 'latin1');
    expect(await decode(bytes, 65_536)).toBe(`${ascii}José,Müller\nMañana,ß`);
    expect(await decode(bytes, 3)).toBe(`${ascii}José,Müller\nMañana,ß`);
  });

  test('from ASCII to UTF-8 stays UTF-8', async () => {
    expect(await decode(Buffer.from(`${ascii}José`), 65_536)).toBe(`${ascii}José`);
  });

  test('damaged here and there is UTF-8, each damage marked', async () => {
    const bytes = Buffer.concat([
      Buffer.from('José,Müller,語,'),
      Buffer.from([0xe8, 0xaa]),
      Buffer.from(',é\n'),
    ]);
    expect(detectEncoding(bytes, true).encoding).toBe('utf-8');
    expect(await decode(bytes)).toBe('José,Müller,語,\u{fffd},é\n');
  });

  test('that mixes UTF-8 with another encoding throughout is refused', async () => {
    const bytes = Buffer.concat([
      Buffer.from('José,Müller\n'.repeat(6_000)),
      Buffer.from('José,Müller\n'.repeat(1_000), 'latin1'),
    ]);
    expect(await codeOf(decode(bytes, 65_536))).toBe('encoding-invalid');
  });

  test('in UTF-16 with half a character at its end keeps the rest', async () => {
    const bytes = Buffer.concat([bom('utf-16le', 'a,b\n😀').subarray(0, -1)]);
    expect(await decode(bytes)).toMatch(/^a,b\n\u{fffd}+$/u);
  });
});

describe('what is no text is refused', () => {
  test.each<[string, Buffer]>([
    ['a zero byte in text', Buffer.from('email\na\0@example.org\n')],
    ['zeros at every place', Buffer.alloc(100)],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj\n')],
    ['rich text', Buffer.from('{\\rtf1 ann@example.org}')],
    ['control characters', Buffer.from(Array.from({ length: 400 }, (_, at) => (at * 37) % 255 || 1))],
  ])('%s', async (_, bytes) => {
    expect(await codeOf(decode(bytes))).toBe('not-a-text-file');
  });

  test('a zero byte far behind the head too', async () => {
    const bytes = Buffer.from(`${'a@example.org\n'.repeat(9_000)}\0`);
    const pieces = decodeToUtf8(inPieces(bytes, 65_536), { encoding: 'utf-8', bomBytes: 0 });
    expect(await codeOf(gather(pieces))).toBe('not-a-text-file');
  });
});

test('UTF-8 passes through without a copy', async () => {
  const piece = Buffer.from(TEXT);
  async function* once() {
    yield piece;
  }
  for await (const decoded of decodeToUtf8(once(), { encoding: 'utf-8', bomBytes: 0 })) {
    expect(decoded.buffer).toBe(piece.buffer);
    expect(decoded.length).toBe(piece.length);
  }
});
