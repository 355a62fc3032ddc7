// Looks for a marked text in bytes, in every encoding that a leak would use, and inside what is compressed.
import { createHash } from 'node:crypto';
import { brotliDecompressSync, constants, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** One way in which the marker could stand somewhere. */
export interface LeakPattern {
  /** For the report: `marker as UTF-16LE`. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Letters are compared without case, as many texts and all hex may be written either way. */
  readonly anyCase: boolean;
}

/** Inflated bytes of one stream at most. */
const INFLATED_MAX = 32 * 1024 * 1024;
const DEPTH_MAX = 3;

/** All patterns of a marker: an address, a local part, a domain. It must be long enough never to occur by chance. */
export function leakPatterns(marker: string): LeakPattern[] {
  const cases = [...new Set([marker, marker.toLowerCase(), marker.toUpperCase()])];
  return [
    ...texts(marker).map(([name, text]) => pattern(marker, name, Buffer.from(text), true)),
    ...cases.flatMap((text) => [
      pattern(marker, 'UTF-16LE', Buffer.from(text, 'utf16le')),
      pattern(marker, 'UTF-16BE', Buffer.from(text, 'utf16le').swap16()),
      ...base64Forms(text).map((form) => pattern(marker, 'base64', Buffer.from(form))),
    ]),
    ...[marker, marker.toLowerCase()].flatMap((text) => hashForms(marker, text)),
  ];
}

function pattern(marker: string, name: string, bytes: Buffer, anyCase = false): LeakPattern {
  return { name: `${marker} as ${name}`, bytes: anyCase ? folded(bytes) : bytes, anyCase };
}

/** Forms in which letters may have either case. */
function texts(marker: string): [string, string][] {
  const each = (write: (octet: number) => string) => [...Buffer.from(marker)].map(write).join('');
  const escaped = (write: (octet: number) => string) =>
    [...marker].map((sign) => (/[\w.-]/.test(sign) ? sign : write(sign.charCodeAt(0)))).join('');
  const hex = (octet: number) => octet.toString(16).padStart(2, '0');
  const forms: [string, string][] = [
    ['text', marker],
    ['hex', each(hex)],
    ['hex of its lower case', Buffer.from(marker.toLowerCase()).toString('hex')],
    ['hex of its upper case', Buffer.from(marker.toUpperCase()).toString('hex')],
    ['URL-escaped text', encodeURIComponent(marker)],
    ['text URL-escaped throughout', each((octet) => `%${hex(octet)}`)],
    ['JSON-escaped text', escaped((code) => `\\u00${hex(code)}`)],
    ['text JSON-escaped throughout', each((octet) => `\\u00${hex(octet)}`)],
    ['HTML-escaped text', escaped((code) => `&#${code};`)],
    ['quoted-printable text', escaped((code) => `=${hex(code)}`)],
  ];
  // A marker without special signs is its own escaped form.
  return forms.filter(([name, text]) => name === 'text' || text !== marker);
}

/** What base64 makes of the text wherever it begins, without the signs that its neighbours share in. */
export function base64Forms(text: string | Buffer): string[] {
  const octets = typeof text === 'string' ? Buffer.from(text) : text;
  const forms = [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), octets]).toString('base64');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + octets.length) * 8) / 6);
    const form = whole.slice(from, to);
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set(forms)];
}

/** Plain hashes, which anybody can compute from a guess. */
function hashForms(marker: string, text: string): LeakPattern[] {
  return ['md5', 'sha1', 'sha256'].flatMap((algorithm) => {
    const digest = createHash(algorithm).update(text).digest();
    return [
      pattern(marker, `${algorithm}`, digest),
      pattern(marker, `${algorithm} in hex`, Buffer.from(digest.toString('hex')), true),
      pattern(marker, `${algorithm} in base64`, Buffer.from(digest.toString('base64').replace(/=+$/, ''))),
      pattern(marker, `${algorithm} in base64url`, Buffer.from(digest.toString('base64url'))),
    ];
  });
}

/** Names of the patterns that occur in the bytes, or in a stream that is compressed in them. */
export function findLeaks(bytes: Uint8Array, patterns: readonly LeakPattern[]): string[] {
  return [...new Set(search(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), patterns, 0))];
}

function search(bytes: Buffer, patterns: readonly LeakPattern[], depth: number): string[] {
  const lower = folded(bytes);
  const found = patterns
    .filter((sought) => (sought.anyCase ? lower : bytes).includes(sought.bytes))
    .map(({ name }) => name);
  if (depth === DEPTH_MAX) return found;
  for (const [kind, inflated] of streamsIn(bytes)) {
    found.push(...search(inflated, patterns, depth + 1).map((name) => `${name} in ${kind}`));
  }
  return found;
}

/** A copy with letters in lower case, byte by byte as in Latin-1. */
function folded(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
}

/** Ends a stream that is cut off with what there is of it. */
const AS_FAR_AS_IT_GOES = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: INFLATED_MAX };

const STREAMS: readonly [string, Buffer, (bytes: Buffer) => Buffer][] = [
  ['zstd', Buffer.from('28b52ffd', 'hex'), (b) => zstdDecompressSync(b, { maxOutputLength: INFLATED_MAX })],
  ['gzip', Buffer.from('1f8b08', 'hex'), (b) => inflateRawSync(b.subarray(gzipHeader(b)), AS_FAR_AS_IT_GOES)],
  ['zip', Buffer.from('504b0304', 'hex'), (b) => inflateRawSync(b.subarray(zipHeader(b)), AS_FAR_AS_IT_GOES)],
  ...[0x01, 0x5e, 0x9c, 0xda].map((level): [string, Buffer, (bytes: Buffer) => Buffer] => [
    'zlib',
    Buffer.of(0x78, level),
    (b) => inflateSync(b, AS_FAR_AS_IT_GOES),
  ]),
];

/** Formats without a mark at their beginning: only a whole value, such as a column of a row, is tried. */
const UNMARKED: readonly [string, (bytes: Buffer) => Buffer][] = [
  ['deflate', (b) => inflateRawSync(b, AS_FAR_AS_IT_GOES)],
  ['brotli', (b) => brotliDecompressSync(b, { maxOutputLength: INFLATED_MAX })],
];

/** Every stream that begins somewhere in the bytes and can be inflated without a key. */
function* streamsIn(bytes: Buffer): Generator<[string, Buffer]> {
  for (const [kind, inflate] of UNMARKED) {
    const inflated = inflateAt(bytes, inflate);
    if (inflated.length > 0) yield [kind, inflated];
  }
  for (const [kind, magic, inflate] of STREAMS) {
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
      const inflated = inflateAt(bytes.subarray(at), inflate);
      if (inflated.length > 0) yield [kind, inflated];
    }
  }
}

function inflateAt(bytes: Buffer, inflate: (bytes: Buffer) => Buffer): Buffer {
  try {
    return inflate(bytes);
  } catch {
    // It only looked like the beginning of a stream.
    return Buffer.alloc(0);
  }
}

/** Length of a gzip member's header (RFC 1952 2.3). */
function gzipHeader(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + bytes.readUInt16LE(at);
  if (flags & 8) at = bytes.indexOf(0, at) + 1;
  if (flags & 16) at = bytes.indexOf(0, at) + 1;
  return flags & 2 ? at + 2 : at;
}

/** Length of a zip entry's local header (APPNOTE 4.3.7). */
function zipHeader(bytes: Buffer): number {
  return 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
}
