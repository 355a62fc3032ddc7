// A sealed value opens in its own place and fails closed everywhere else.
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openChunkSync } from '../../../src/vault/chunk.ts';
import { createDataKey, unwrapDataKey } from '../../../src/vault/data-key.ts';
import { ENVELOPE_BYTES, open, seal, sealedKeyId } from '../../../src/vault/envelope.ts';
import { openRecord } from '../../../src/vault/record.ts';
import type { SealIdentity } from '../../../src/vault/seal-identity.ts';
import { openTrailer } from '../../../src/vault/trailer.ts';
import frozen from '../../fixtures/envelope-vectors.json' with { type: 'json' };
import { codeOf } from './error-code.ts';
import { plainHkdf, plainSeal } from './plain-crypto.ts';
import { freshRing, secretKey, withKeys } from './sample-ring.ts';

const frozenKey = { id: frozen.data_key_id, key: createSecretKey(Buffer.from(frozen.data_key, 'hex')) };
const dataKey = createDataKey();
const identity: SealIdentity = { table: 'consents', column: 'sealed', rowId: '42', rowVersion: 7 };
const chunk = { listId: '1', chunkNo: 12, firstRow: 60_001, rowCount: 5000 };
const chunkIdentity: SealIdentity = { ...identity, chunk };
const secret = Buffer.from('Ann, ann@clinic.example');

const vectorsOf = (kind: string) => frozen.vectors.filter((vector) => vector.kind === kind);

describe('T13 · the frozen values of the format', () => {
  it.each(frozen.vectors)('$name opens', (vector) => {
    const opened = open(frozenKey, vector.identity, Buffer.from(vector.sealed, 'hex'));
    expect(opened.toString('hex')).toBe(vector.plaintext);
  });

  it.each(frozen.vectors)('$name is the format as written down', (vector) => {
    const { identity, nonce, plaintext, sealed } = vector;
    const bytes = (hex: string) => Buffer.from(hex, 'hex');
    const again = plainSeal(
      bytes(frozen.data_key),
      frozen.data_key_id,
      bytes(nonce),
      identity,
      bytes(plaintext),
    );
    expect(again).toBe(sealed);
  });

  it('open through chunk, record and trailer', () => {
    for (const { identity, sealed, value } of vectorsOf('chunk')) {
      const rows = openChunkSync(frozenKey, identity.chunk!, Buffer.from(sealed, 'hex'));
      expect(rows.toString()).toBe(value);
    }
    for (const { identity, sealed, value } of vectorsOf('record')) {
      expect(openRecord(frozenKey, identity, Buffer.from(sealed, 'hex')).toString()).toBe(value);
    }
    for (const { sealed, value } of vectorsOf('trailer')) {
      expect(openTrailer(frozenKey, frozen.list_id, Buffer.from(sealed, 'hex'))).toEqual(value);
    }
  });

  it('unwrap to the data key', () => {
    const { ring_key, ring_key_id, identity, nonce, sealed } = frozen.wrapped;
    const ring = withKeys(freshRing(), 'lists', [secretKey('lists', ring_key, ring_key_id)]);
    const owner = { purpose: 'lists', ownerId: identity.owner.ownerId } as const;
    const unwrapped = unwrapDataKey(ring, owner, frozen.data_key_id, Buffer.from(sealed, 'hex'));
    expect(unwrapped.key.export().toString('hex')).toBe(frozen.data_key);
    const wrapKey = plainHkdf(Buffer.from(ring_key, 'hex'), 'sluice/v1/lists/wrap');
    const again = plainSeal(
      wrapKey,
      ring_key_id,
      Buffer.from(nonce, 'hex'),
      identity,
      frozenKey.key.export(),
    );
    expect(again).toBe(sealed);
  });
});

describe('T13 · a sealed value is changed or sealed twice alike', () => {
  it('opens to what went in, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const sealed = seal(dataKey, chunkIdentity, bytes);
        expect(sealed).toHaveLength(bytes.length + ENVELOPE_BYTES);
        expect(open(dataKey, chunkIdentity, sealed).equals(bytes)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('names its key and holds nothing in clear', () => {
    const sealed = seal(dataKey, identity, secret);
    expect(sealedKeyId(sealed)).toBe(dataKey.id);
    expect(sealed.includes('ann@')).toBe(false);
  });

  it('is another one each time, with a nonce of its own over 100,000', () => {
    const nonces = new Set<string>();
    const texts = new Set<string>();
    for (let made = 0; made < 100_000; made += 1) {
      const sealed = seal(dataKey, identity, secret);
      nonces.add(sealed.toString('latin1', 17, 29));
      texts.add(sealed.toString('latin1', 29));
    }
    expect({ nonces: nonces.size, texts: texts.size }).toEqual({ nonces: 100_000, texts: 100_000 });
  }, 120_000);

  it('fails closed when any byte is flipped, in any bit', () => {
    const sealed = seal(dataKey, identity, secret);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(codeOf(() => open(dataKey, identity, flipped))).toBe('fail-closed');
    }
  });

  it('fails closed when cut or lengthened', () => {
    const sealed = seal(dataKey, identity, secret);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(codeOf(() => open(dataKey, identity, sealed.subarray(0, length)))).toBe('fail-closed');
    }
    expect(codeOf(() => open(dataKey, identity, Buffer.concat([sealed, Buffer.of(0)])))).toBe('fail-closed');
  });

  it('fails closed under another key, also one that took the id', () => {
    const sealed = seal(dataKey, identity, secret);
    const other = createDataKey();
    expect(codeOf(() => open(other, identity, sealed))).toBe('fail-closed');
    expect(codeOf(() => open({ ...other, id: dataKey.id }, identity, sealed))).toBe('fail-closed');
    expect(codeOf(() => open({ ...dataKey, id: other.id }, identity, sealed))).toBe('fail-closed');
  });

  it('says no more than its code when it fails', () => {
    const sealed = seal(dataKey, identity, secret);
    expect(() => open(dataKey, { ...identity, rowId: '43' }, sealed)).toThrow(
      /^fail-closed: A sealed value does not open in its place\.$/,
    );
  });
});

describe('T13 · a sealed value is moved: it fails closed in another place', () => {
  const places: [string, SealIdentity][] = [
    ['table', { ...chunkIdentity, table: 'contacts' }],
    ['column', { ...chunkIdentity, column: 'note' }],
    ['row id', { ...chunkIdentity, rowId: '43' }],
    ['an older row version', { ...chunkIdentity, rowVersion: 6 }],
    ['list id', { ...chunkIdentity, chunk: { ...chunk, listId: '2' } }],
    ['chunk number', { ...chunkIdentity, chunk: { ...chunk, chunkNo: 13 } }],
    ['first row', { ...chunkIdentity, chunk: { ...chunk, firstRow: 60_002 } }],
    ['row count', { ...chunkIdentity, chunk: { ...chunk, rowCount: 4999 } }],
    ['no chunk', identity],
    ['an owner besides', { ...chunkIdentity, owner: { purpose: 'lists', ownerId: '1' } }],
    ['a row version that is no number', { ...chunkIdentity, rowVersion: Number.NaN }],
  ];

  it.each(places)('%s', (_, place) => {
    const sealed = seal(dataKey, chunkIdentity, secret);
    expect(open(dataKey, chunkIdentity, sealed).equals(secret)).toBe(true);
    expect(codeOf(() => open(dataKey, place, sealed))).toBe('fail-closed');
  });

  it.each<[string, SealIdentity, SealIdentity]>([
    [
      'list 1 chunk 12 and list 11 chunk 2',
      { ...identity, chunk: { listId: '1', chunkNo: 12, firstRow: 1, rowCount: 1 } },
      { ...identity, chunk: { listId: '11', chunkNo: 2, firstRow: 1, rowCount: 1 } },
    ],
    [
      'chunk 1 from row 23 and chunk 12 from row 3',
      { ...identity, chunk: { listId: '1', chunkNo: 1, firstRow: 23, rowCount: 1 } },
      { ...identity, chunk: { listId: '1', chunkNo: 12, firstRow: 3, rowCount: 1 } },
    ],
    [
      'table and column run together',
      { ...identity, table: 'ab', column: 'c' },
      { ...identity, table: 'a', column: 'bc' },
    ],
    ['row 4 version 27 and row 42 version 7', { ...identity, rowId: '4', rowVersion: 27 }, identity],
  ])('%s are told apart', (_, one, other) => {
    const sealed = seal(dataKey, one, secret);
    expect(codeOf(() => open(dataKey, other, sealed))).toBe('fail-closed');
  });
});
