// Tells the encoding of a text file from its first bytes, and text from what is none.
import { isUtf8 } from 'node:buffer';
import { SluiceError } from '../errors.ts';
import type { Encoding } from '../model/list.ts';
import { countSequences, cutTailLength } from './utf8-sequence.ts';

export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark, which is no part of the text. */
  readonly bomBytes: number;
}

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Formats that open with text and would pass for it: PDF, RTF. */
const FOREIGN_STARTS = ['%PDF-', '{\\rtf'];

/** One control character in so many bytes still passes: some exports use them as separators. */
const BYTES_PER_CONTROL_MIN = 200;

/**
 * Detects by byte order mark, then by content: zero bytes at every other place are UTF-16, bytes that
 * keep to UTF-8 are UTF-8, everything else is Windows-1252, which gives every byte a meaning.
 * @param head The first bytes, 64 KiB or the whole file.
 * @param complete True when the head is the whole file, so that no character is cut off at its end.
 * @throws SluiceError `not-a-text-file`
 */
export function detectEncoding(head: Uint8Array, complete: boolean): DetectedEncoding {
  for (const [encoding, mark] of BYTE_ORDER_MARKS) {
    if (startsWith(head, mark)) return { encoding, bomBytes: mark.length };
  }
  if (head.includes(0)) return { encoding: utf16ByZeros(head), bomBytes: 0 };
  if (isForeign(head)) throw new SluiceError('not-a-text-file');
  return { encoding: keepsToUtf8(head, complete) ? 'utf-8' : 'windows-1252', bomBytes: 0 };
}

/**
 * True when the bytes are UTF-8, or UTF-8 that was damaged here and there.
 * @param complete False when a character may be cut off at the end.
 */
export function keepsToUtf8(bytes: Uint8Array, complete: boolean): boolean {
  const whole = bytes.subarray(0, bytes.length - (complete ? 0 : cutTailLength(bytes)));
  if (isUtf8(whole)) return true;
  // Windows-1252 text makes well-formed sequences by accident only: an accented letter is followed
  // by an ASCII one.
  const { wellFormed, misfits } = countSequences(whole);
  return wellFormed > misfits;
}

/** Which byte order puts the zeros of ASCII characters where they stand. */
function utf16ByZeros(head: Uint8Array): Encoding {
  const zerosAt = [0, 0];
  let controls = 0;
  for (let at = 0; at < head.length; at += 1) {
    if (head[at] !== 0) continue;
    zerosAt[at % 2] = (zerosAt[at % 2] ?? 0) + 1;
    // The other byte of the pair is the ASCII character.
    if (isControl(head[at ^ 1])) controls += 1;
  }
  const [atEven = 0, atOdd = 0] = zerosAt;
  const most = Math.max(atEven, atOdd);
  const least = Math.min(atEven, atOdd);
  // Delimiters, line ends and addresses are ASCII: even a Chinese list is a tenth of it.
  const plausible = least * 10 <= most && most * 20 >= head.length;
  if (!plausible || controls * BYTES_PER_CONTROL_MIN > head.length) throw new SluiceError('not-a-text-file');
  return atOdd > atEven ? 'utf-16le' : 'utf-16be';
}

function isForeign(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 8)).toString('latin1');
  if (FOREIGN_STARTS.some((foreign) => start.startsWith(foreign))) return true;
  let controls = 0;
  for (const byte of head) if (isControl(byte)) controls += 1;
  return controls * BYTES_PER_CONTROL_MIN > head.length;
}

/** A control character other than tab, line end, vertical tab, form feed and the end mark of DOS. */
function isControl(byte: number | undefined): boolean {
  return byte !== undefined && byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1a;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
