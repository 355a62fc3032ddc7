// What is printed is inert, equal once it is read again, and never lost without a word.
import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutput, escapeControls, jsonLine, shown } from '../../../src/cli/terminal.ts';
import { codeOf } from '../../support/byte-streams.ts';

const STEERING = /[\p{Cc}\p{Zl}\p{Zp}]|[\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]|\p{Cs}/u;
const anyText = fc.string({ unit: 'binary' });

describe('a text from outside', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a one-byte escape sequence', '\u009b31m', '\\u{9b}31m'],
    ['a line break', 'a\r\nb', 'a\\u{d}\\u{a}b'],
    ['an override of the direction', 'a\u202eb', 'a\\u{202e}b'],
    ['half a character', 'a\ud800', 'a\\u{d800}'],
    ['letters of any script', 'Jürgen 東京 ✓', 'Jürgen 東京 ✓'],
  ])('is inert with %s', (_, text, printed) => {
    expect(escapeControls(text)).toBe(printed);
  });

  it('never steers the terminal, whatever it holds', () => {
    fc.assert(fc.property(anyText, (text) => !STEERING.test(escapeControls(text))));
  });

  it('keeps the characters that are asked for', () => {
    expect(escapeControls('a\tb\r\n\u001b', '\r\n\t')).toBe('a\tb\r\n\\u{1b}');
  });

  it('is cut when nobody would read it whole', () => {
    expect(shown('a'.repeat(100_000))).toHaveLength(401);
  });
});

describe('jsonLine', () => {
  it('reads as the same value and steers nothing', () => {
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'binary' }), (key, value) => {
        const line = jsonLine([{ [`k${key}`]: value }]);
        expect(JSON.parse(line)).toEqual([{ [`k${key}`]: value }]);
        expect(STEERING.test(line.slice(0, -1))).toBe(false);
        expect(line.endsWith('\n')).toBe(true);
      }),
    );
  });
});

describe('createOutput', () => {
  it('writes small texts together and in order, and bytes between them', async () => {
    const stream = new PassThrough();
    const output = createOutput(stream);
    await output.write('a');
    await output.write(Buffer.from('b'));
    await output.write('c');
    await output.end();
    expect(stream.read()?.toString()).toBe('abc');
  });

  it('waits for a reader that is slower', async () => {
    const stream = new PassThrough({ highWaterMark: 1024 });
    const output = createOutput(stream);
    let waits = true;
    const writing = output.write('x'.repeat(100_000)).then(() => {
      waits = false;
    });
    await new Promise(setImmediate);
    expect(waits).toBe(true);
    stream.resume();
    await writing;
    expect(waits).toBe(false);
  });

  it('fails with a code when the reader has left', async () => {
    const gone = new Writable({
      write: (_, __, done) => done(Object.assign(new Error('x'), { code: 'EPIPE' })),
    });
    const output = createOutput(gone);
    await output.write('a');
    expect(await codeOf(output.end())).toBe('output-unwritable');
    expect(await codeOf(output.write('b'))).toBe('output-unwritable');
  });
});
