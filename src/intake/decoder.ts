// Turns a stream of pieces in any of the four encodings into UTF-8, piece by piece.
import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { SluiceError } from '../errors.ts';
import type { Encoding } from '../model/list.ts';
import type { DetectedEncoding } from './encoding.ts';
import { keepsToUtf8 } from './encoding.ts';
import { countSequences, cutTailLength } from './utf8-sequence.ts';

const NOTHING = new Uint8Array(0);

/** Damaged bytes that a UTF-8 file may hold; more of them mean that it is a mixture of encodings. */
const MISFITS_MAX = 1_000;

interface Decoder {
  push(piece: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

/**
 * Decodes a stream to UTF-8, without its byte order mark. UTF-8 passes through without a copy.
 * In a UTF-8 file a damaged character becomes U+FFFD, so that its row is kept and can be reported.
 * @throws SluiceError `not-a-text-file` at a zero byte, `encoding-invalid` at too much damage.
 */
export async function* decodeToUtf8(
  pieces: AsyncIterable<Uint8Array>,
  { encoding, bomBytes }: DetectedEncoding,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = decoderFor(encoding, bomBytes > 0);
  let toSkip = bomBytes;
  for await (const piece of pieces) {
    const skipped = Math.min(toSkip, piece.length);
    toSkip -= skipped;
    const decoded = decoder.push(piece.subarray(skipped));
    if (decoded.includes(0)) throw new SluiceError('not-a-text-file');
    if (decoded.length > 0) yield decoded;
  }
  const rest = decoder.end();
  if (rest.length > 0) yield rest;
}

function decoderFor(encoding: Encoding, marked: boolean): Decoder {
  if (encoding === 'utf-8') return new Utf8Decoder(marked);
  if (encoding === 'windows-1252') return new Windows1252Decoder();
  return new Utf16Decoder(encoding);
}

/**
 * Checks UTF-8 and passes it on. A file whose bytes have all been ASCII so far, without a byte order
 * mark, may still turn out to be Windows-1252: its first other bytes decide.
 */
class Utf8Decoder implements Decoder {
  #carry: Uint8Array = NOTHING;
  #proven: boolean;
  #misfits = 0;
  #windows1252: Windows1252Decoder | null = null;

  constructor(marked: boolean) {
    this.#proven = marked;
  }

  push(piece: Uint8Array): Uint8Array {
    if (this.#windows1252) return this.#windows1252.push(piece);
    const bytes = this.#carry.length === 0 ? piece : Buffer.concat([this.#carry, piece]);
    const whole = bytes.length - cutTailLength(bytes);
    // A copy: the source may use its memory again.
    this.#carry = Uint8Array.from(bytes.subarray(whole));
    return this.#check(bytes.subarray(0, whole), bytes);
  }

  end(): Uint8Array {
    const cutOff = this.#carry;
    this.#carry = NOTHING;
    return this.#check(cutOff, cutOff);
  }

  /** Passes on the whole characters, or all bytes at hand once they prove to be Windows-1252. */
  #check(whole: Uint8Array, all: Uint8Array): Uint8Array {
    if (isAscii(whole)) return whole;
    const valid = isUtf8(whole);
    if (!this.#proven && !valid && !keepsToUtf8(whole, true)) {
      this.#windows1252 = new Windows1252Decoder();
      return this.#windows1252.push(all);
    }
    this.#proven = true;
    return valid ? whole : this.#repair(whole);
  }

  #repair(bytes: Uint8Array): Uint8Array {
    this.#misfits += Math.max(1, countSequences(bytes).misfits);
    if (this.#misfits > MISFITS_MAX) {
      throw new SluiceError('encoding-invalid', { detail: 'The file mixes UTF-8 with another encoding.' });
    }
    // Node's UTF-8 decoding puts U+FFFD in place of what does not fit.
    return Buffer.from(Buffer.from(bytes).toString('utf8'));
  }
}

/** The UTF-8 of each byte; the five bytes without a character are C1 controls, as in WHATWG's table. */
const WINDOWS_1252: readonly Uint8Array[] = Array.from({ length: 256 }, (_, byte) => {
  const character = iconv.decode(Buffer.of(byte), 'windows-1252');
  return Buffer.from(character === '\u{fffd}' ? String.fromCharCode(byte) : character);
});

class Windows1252Decoder implements Decoder {
  push(piece: Uint8Array): Uint8Array {
    if (isAscii(piece)) return piece;
    const decoded = new Uint8Array(piece.length * 3);
    let length = 0;
    for (const byte of piece) {
      if (byte < 0x80) {
        decoded[length] = byte;
        length += 1;
      } else {
        const character = WINDOWS_1252[byte] as Uint8Array;
        decoded.set(character, length);
        length += character.length;
      }
    }
    return decoded.subarray(0, length);
  }

  end(): Uint8Array {
    return NOTHING;
  }
}

/** A surrogate without its other half, and an odd byte at the end, become U+FFFD. */
class Utf16Decoder implements Decoder {
  readonly #bigEndian: boolean;
  #carry: Uint8Array = NOTHING;

  constructor(encoding: 'utf-16le' | 'utf-16be') {
    this.#bigEndian = encoding === 'utf-16be';
  }

  push(piece: Uint8Array): Uint8Array {
    const bytes = Buffer.concat([this.#carry, piece]);
    let whole = bytes.length - (bytes.length % 2);
    if (whole > 0 && this.#isHighSurrogate(bytes, whole - 2)) whole -= 2;
    this.#carry = bytes.subarray(whole);
    const units = bytes.subarray(0, whole);
    if (this.#bigEndian) units.swap16();
    return Buffer.from(units.toString('utf16le'));
  }

  end(): Uint8Array {
    return Buffer.from('\u{fffd}'.repeat(Math.ceil(this.#carry.length / 2)));
  }

  #isHighSurrogate(bytes: Buffer, at: number): boolean {
    const unit = this.#bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
    return unit >= 0xd800 && unit <= 0xdbff;
  }
}
