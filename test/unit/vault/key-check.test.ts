// A database knows its own ring and no other.
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkValues, compareCheck } from '../../../src/vault/key-check.ts';
import { KEY_PURPOSES, rawKey } from '../../../src/vault/key-ring.ts';
import { parseKeyRing, serializeKeyRing } from '../../../src/vault/key-ring-json.ts';
import { freshRing, rotated, withKeys } from './sample-ring.ts';

const ring = freshRing();
const stored = checkValues(ring);

describe('a database and a ring match', () => {
  it('when it is the same ring, also after a restart', () => {
    expect(compareCheck(ring, stored)).toBe('match');
    expect(compareCheck(parseKeyRing(serializeKeyRing(ring)), stored)).toBe('match');
  });

  it('when the ring has newer keys and the old ones have changed their state', () => {
    expect(compareCheck(rotated(ring, 'lists', 'lookup'), stored)).toBe('match');
    expect(compareCheck(rotated(ring, 'tokens', 'retired'), stored)).toBe('match');
  });
});

describe('a database and a ring do not match', () => {
  it.each([
    ['another ring', freshRing()],
    ['another ring that took the id', { ...freshRing(), id: ring.id }],
    ['the same keys under another id', { ...ring, id: '0'.repeat(32) }],
    ['a key missing', rotated(ring, 'index', null)],
  ])('%s', (_, other) => {
    expect(compareCheck(other, stored)).toBe('mismatch');
  });

  it.each(KEY_PURPOSES)('one byte of the check value of the %s key changed', (purpose) => {
    const entries = stored.entries.map((entry) => {
      if (entry.purpose !== purpose) return entry;
      const check = Buffer.from(entry.check);
      check[0]! ^= 1;
      return { ...entry, check };
    });
    expect(compareCheck(ring, { ...stored, entries })).toBe('mismatch');
  });

  it.each(['index', 'lists', 'records', 'tokens', 'audit'] as const)(
    'one byte of the %s key changed',
    (purpose) => {
      const key = ring.keys[purpose][0]!;
      const bytes = rawKey(key.key);
      bytes[31]! ^= 1;
      const other = withKeys(ring, purpose, [{ ...key, key: createSecretKey(bytes) }]);
      expect(compareCheck(other, stored)).toBe('mismatch');
    },
  );

  it('the index key in the place of the lists key', () => {
    const [index, lists] = [ring.keys.index[0]!, ring.keys.lists[0]!];
    const swapped = {
      ...ring,
      keys: { ...ring.keys, index: [{ ...index, key: lists.key }], lists: [{ ...lists, key: index.key }] },
    };
    expect(compareCheck(swapped, stored)).toBe('mismatch');
  });

  it.each(KEY_PURPOSES)('nothing is stored of the %s key', (purpose) => {
    const entries = stored.entries.filter((entry) => entry.purpose !== purpose);
    expect(compareCheck(ring, { ...stored, entries })).toBe('mismatch');
  });

  it('a check value is cut short', () => {
    const entries = stored.entries.map((entry) => ({ ...entry, check: entry.check.subarray(0, 31) }));
    expect(compareCheck(ring, { ...stored, entries })).toBe('mismatch');
  });
});

it('check values hold nothing of the keys', () => {
  const told = Buffer.concat(stored.entries.map(({ check }) => check)).toString('hex');
  for (const key of Object.values(ring.keys).flat()) {
    expect(told).not.toContain(rawKey(key.key).subarray(-16).toString('hex'));
  }
  expect(new Set(stored.entries.map(({ check }) => Buffer.from(check).toString('hex'))).size).toBe(6);
});
