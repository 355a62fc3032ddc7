// Reads named entries out of an npm tarball in memory: nothing is unpacked, written or evaluated.
import { gunzipSync } from 'node:zlib';
import { SluiceError } from '../errors.ts';

const BLOCK_BYTES = 512;

/** The largest inflated tarball and the largest single entry that are read; the real ones hold 3 MB. */
const TARBALL_LIMITS = { inflatedBytesMax: 64 * 2 ** 20, entryBytesMax: 16 * 2 ** 20 } as const;

/**
 * The wanted entries of a gzipped ustar archive, by their path (`package/index.json`). Entries that
 * nobody asked for are stepped over unread.
 *
 * @throws SluiceError `reference-lists-invalid` when the archive is damaged or larger than the limits,
 * when any path leaves the archive's root, when a wanted entry is no regular file, comes twice or is
 * missing.
 */
export function readTarballEntries(
  tarball: Uint8Array,
  wanted: readonly string[],
  limits: { readonly inflatedBytesMax: number; readonly entryBytesMax: number } = TARBALL_LIMITS,
): Map<string, Buffer> {
  const archive = inflate(tarball, limits.inflatedBytesMax);
  const found = new Map<string, Buffer>();
  let at = 0;
  while (at + BLOCK_BYTES <= archive.length && archive[at] !== 0) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    const { path, sizeBytes, type } = readHeader(header);
    const start = at + BLOCK_BYTES;
    if (start + sizeBytes > archive.length) throw refused('the archive is cut short');
    if (wanted.includes(path)) {
      if (type !== '0' && type !== '\0') throw refused('a wanted entry is not a regular file');
      if (sizeBytes > limits.entryBytesMax) throw refused('a wanted entry is larger than the limit');
      if (found.has(path)) throw refused('a wanted entry comes twice');
      found.set(path, archive.subarray(start, start + sizeBytes));
    }
    at = start + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
  if (found.size !== new Set(wanted).size) throw refused('a wanted entry is missing');
  return found;
}

function inflate(tarball: Uint8Array, maxOutputLength: number): Buffer {
  try {
    return gunzipSync(tarball, { maxOutputLength });
  } catch {
    throw refused('the archive is damaged or inflates beyond the limit');
  }
}

/** POSIX ustar header: name at 0, size at 124, checksum at 148, type at 156, prefix at 345. */
function readHeader(header: Buffer): { path: string; sizeBytes: number; type: string } {
  const text = (from: number, length: number): string => {
    const field = header.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.toString('latin1', 0, end === -1 ? length : end);
  };
  if (Number.parseInt(text(148, 8), 8) !== checksum(header)) throw refused('a header is damaged');
  const size = text(124, 12).trim();
  if (!/^[0-7]+$/.test(size)) throw refused('a header is damaged');
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
  const path = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  if (path.startsWith('/') || path.split('/').includes('..')) {
    throw refused('a path leaves the root of the archive');
  }
  return { path, sizeBytes: Number.parseInt(size, 8), type: String.fromCharCode(header[156] ?? 0) };
}

/** Sum of the header's bytes with the checksum field taken as spaces. */
function checksum(header: Buffer): number {
  let sum = 0;
  for (const [position, byte] of header.entries()) sum += position >= 148 && position < 156 ? 0x20 : byte;
  return sum;
}

function refused(problem: string): SluiceError {
  return new SluiceError('reference-lists-invalid', { detail: `The tarball is refused: ${problem}.` });
}
