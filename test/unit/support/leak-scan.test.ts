// The leak scan finds a marker in each encoding, so that its silence means something.
import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pad } from '../../../src/vault/padding.ts';
import { findLeaks, leakPatterns } from '../../support/leak-scan.ts';
import { writeZip } from '../../support/zip-writer.ts';

const MARKER = 'Canary+q7X4.Marker@vanity-k3w9.example';
const PATTERNS = leakPatterns(MARKER);
const NOISE = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff));

/** The leak in the middle of other bytes. */
const amid = (leak: string | Uint8Array) => Buffer.concat([NOISE, Buffer.from(leak as Uint8Array), NOISE]);
const leaksIn = (leak: string | Uint8Array) => findLeaks(amid(leak), PATTERNS);
const octets = (write: (octet: number) => string) => [...Buffer.from(MARKER)].map(write).join('');
const hex = (octet: number) => octet.toString(16).padStart(2, '0');
const hash = (algorithm: string, text = MARKER) => createHash(algorithm).update(text).digest();

const ENCODINGS: [string, string | Uint8Array][] = [
  ['text', MARKER],
  ['lower case', MARKER.toLowerCase()],
  ['upper case', MARKER.toUpperCase()],
  ['mixed case', MARKER.replace('Canary', 'cANary')],
  ['UTF-16LE', Buffer.from(MARKER, 'utf16le')],
  ['UTF-16LE of the lower case', Buffer.from(MARKER.toLowerCase(), 'utf16le')],
  ['UTF-16BE', Buffer.from(MARKER, 'utf16le').swap16()],
  ['hex', Buffer.from(MARKER).toString('hex')],
  ['hex with capitals', Buffer.from(MARKER).toString('hex').toUpperCase()],
  ['hex of the lower case', Buffer.from(MARKER.toLowerCase()).toString('hex')],
  ['bytea as PostgreSQL prints it', `\\x00${Buffer.from(MARKER).toString('hex')}ff`],
  ['URL-escaped', encodeURIComponent(MARKER)],
  ['URL-escaped with small letters', encodeURIComponent(MARKER).toLowerCase()],
  ['URL-escaped throughout', octets((octet) => `%${hex(octet).toUpperCase()}`)],
  ['JSON', JSON.stringify({ address: MARKER })],
  ['JSON with escapes', MARKER.replace('+', '\\u002B').replace('@', '\\u0040')],
  ['JSON escaped throughout', octets((octet) => `\\u00${hex(octet)}`)],
  ['HTML-escaped', MARKER.replace('+', '&#43;').replace('@', '&#64;')],
  ['quoted-printable', MARKER.replace('+', '=2B').replace('@', '=40')],
  ...['', 'a', 'ab', 'abc'].map((before): [string, string] => [
    `base64 after ${before.length} octets`,
    Buffer.from(`${before}${MARKER}xyz`).toString('base64'),
  ]),
  ...['', 'a', 'ab'].map((before): [string, string] => [
    `base64url after ${before.length} octets`,
    Buffer.from(`${before}${MARKER}`).toString('base64url'),
  ]),
  ['base64 of the lower case', Buffer.from(`;${MARKER.toLowerCase()}`).toString('base64')],
  ...['md5', 'sha1', 'sha256'].flatMap((algorithm): [string, string | Uint8Array][] => [
    [algorithm, hash(algorithm)],
    [`${algorithm} in hex`, hash(algorithm).toString('hex')],
    [`${algorithm} in capital hex`, hash(algorithm).toString('hex').toUpperCase()],
    [`${algorithm} of the lower case`, hash(algorithm, MARKER.toLowerCase())],
    [`${algorithm} in base64`, hash(algorithm).toString('base64')],
    [`${algorithm} in base64url`, hash(algorithm).toString('base64url')],
  ]),
];

describe('the leak scan', () => {
  it.each(ENCODINGS)('finds %s', (_, leak) => {
    expect(leaksIn(leak)).not.toEqual([]);
  });

  const rows = `id,email\r\n1,${MARKER}\r\n2,bob@clinic.example\r\n`;
  const COMPRESSED: [string, Uint8Array][] = [
    ['zstd', zstdCompressSync(rows)],
    ['zstd, padded as a chunk is', pad(zstdCompressSync(rows.repeat(100)))],
    ['gzip', gzipSync(rows)],
    ['zlib', deflateSync(rows)],
    ['zlib at its slowest', deflateSync(rows, { level: 9 })],
    ['zip', writeZip([{ name: 'xl/worksheets/sheet1.xml', content: rows }])],
    ['gzip inside zstd', zstdCompressSync(gzipSync(rows))],
    ['base64 inside gzip', gzipSync(Buffer.from(rows).toString('base64'))],
  ];
  it.each(COMPRESSED)('looks into %s', (_, leak) => {
    expect(leaksIn(leak)).not.toEqual([]);
  });

  it.each([
    ['deflate without a header', deflateRawSync(rows)],
    ['brotli', brotliCompressSync(rows)],
    ['deflate inside zstd', zstdCompressSync(deflateRawSync(rows))],
  ])('looks into a whole value that is %s', (_, value) => {
    expect(findLeaks(value, PATTERNS)).not.toEqual([]);
  });

  it('looks into a stream that is cut off, as far as it goes', () => {
    const stream = gzipSync(`${rows}${NOISE.toString('hex')}`);
    expect(leaksIn(stream.subarray(0, stream.length - 40))).not.toEqual([]);
  });

  it('names what it found and where', () => {
    expect(findLeaks(gzipSync(MARKER), PATTERNS)).toEqual([`${MARKER} as text in gzip`]);
  });

  it.each([
    ['noise', NOISE],
    ['nothing', new Uint8Array()],
    ['another address', 'canary+q7x4.marked@vanity-k3w9.example'],
    ['hashes of another address', hash('sha256', 'ann@clinic.example')],
    ['compressed rows of others', zstdCompressSync('id,email\r\n1,ann@clinic.example\r\n')],
    ['half of it', MARKER.slice(0, 20)],
  ])('finds nothing in %s', (_, bytes) => {
    expect(leaksIn(bytes)).toEqual([]);
  });
});
