// Hides how well a value compressed: rounds its length up so that few lengths remain.
import { SluiceError } from '../errors.ts';

const LENGTH_BYTES = 4;

/**
 * The Padmé length (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PETS 2019): at most
 * 12 % more than `bytes`, and of all lengths up to L only O(log log L) bits are told.
 */
export function padmeLength(bytes: number): number {
  if (bytes < 2) return bytes;
  const exponent = Math.floor(Math.log2(bytes));
  const lastBits = exponent - (Math.floor(Math.log2(exponent)) + 1);
  if (lastBits <= 0) return bytes;
  const step = 2 ** lastBits;
  return Math.ceil(bytes / step) * step;
}

/**
 * `length (32-bit, big-endian) ‖ bytes ‖ zeros`, a Padmé length in all.
 * @param minimumBytes padded length below which nothing is told apart
 */
export function pad(bytes: Uint8Array, minimumBytes = 0): Buffer {
  const padded = Buffer.alloc(padmeLength(Math.max(LENGTH_BYTES + bytes.length, minimumBytes)));
  padded.writeUInt32BE(bytes.length);
  padded.set(bytes, LENGTH_BYTES);
  return padded;
}

/** The bytes inside, as a view. @throws SluiceError `fail-closed` when the length does not fit. */
export function unpad(padded: Buffer): Buffer {
  const length = padded.length < LENGTH_BYTES ? Number.POSITIVE_INFINITY : padded.readUInt32BE();
  if (length > padded.length - LENGTH_BYTES) {
    throw new SluiceError('fail-closed', { detail: 'A padded value is shorter than it says.' });
  }
  return padded.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
}
