// Lines come out the same however the bytes come in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, readLines } from '../../../src/cli/lines.ts';
import { inPieces } from '../../support/byte-streams.ts';

async function linesOf(bytes: string | Uint8Array, size = 7): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(inPieces(bytes, size))) lines.push(line);
  return lines;
}
const textsOf = async (bytes: string, size?: number) => (await linesOf(bytes, size)).map(({ text }) => text);

describe('readLines', () => {
  it.each([
    ['LF', 'a\nb\n', ['a', 'b']],
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['no end at the last line', 'a\nb', ['a', 'b']],
    ['blank lines', 'a\n\n\nb', ['a', '', '', 'b']],
    ['a byte order mark', '\uFEFFa\n\uFEFFb', ['a', '\uFEFFb']],
    ['nothing', '', []],
  ])('reads %s', async (_, bytes, texts) => {
    expect(await textsOf(bytes)).toEqual(texts);
  });

  it('numbers the lines from 1 and gives the same ones for every cut', async () => {
    const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n\uFEFF]/g, '')));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const read = await linesOf(lines.map((line) => `${line}\n`).join(''), size);
        expect(read).toEqual(lines.map((line, at) => ({ number: at + 1, text: line })));
      }),
    );
  });

  it('answers a line that is too long without holding it, and reads on behind it', async () => {
    const lines = await linesOf(`a\n${'x'.repeat(3_000_000)}\nb\n`, 65_536);
    expect(lines).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: null },
      { number: 3, text: 'b' },
    ]);
  });
});
