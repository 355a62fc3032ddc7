// What a key ring holds, how its file reads, and that a broken file is refused.
import { describe, expect, it } from 'vitest';
import { checkValues, compareCheck } from '../../../src/vault/key-check.ts';
import { activeKey, findReadingKey, KEY_PURPOSES } from '../../../src/vault/key-ring.ts';
import { parseKeyRing, serializeKeyRing } from '../../../src/vault/key-ring-json.ts';
import { codeOf } from './error-code.ts';
import { freshRing, NOW, rotated } from './sample-ring.ts';

type FileEntry = { id: string; created: string; key: string; state: string };
type FileJson = { index: FileEntry[]; lists: FileEntry[]; manifest: FileEntry[] };

/** The file of a ring after a change to its JSON. */
function changed(change: (json: FileJson) => void): Buffer {
  const json = JSON.parse(serializeKeyRing(freshRing()).toString());
  change(json);
  return Buffer.from(JSON.stringify(json));
}

describe('a key ring', () => {
  it('has one active key a purpose, and no two alike', () => {
    const ring = freshRing();
    const active = KEY_PURPOSES.map((purpose) => activeKey(ring, purpose));
    expect(active).toHaveLength(6);
    expect(new Set(active.map(({ id }) => id)).size).toBe(6);
    expect(activeKey(ring, 'manifest').key.asymmetricKeyType).toBe('ed25519');
    expect(activeKey(ring, 'index').key.symmetricKeySize).toBe(32);
    expect(ring.id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('comes back from its file as it was', () => {
    const ring = rotated(freshRing(), 'lists', 'lookup');
    const read = parseKeyRing(serializeKeyRing(ring));
    expect(read.id).toBe(ring.id);
    for (const purpose of KEY_PURPOSES) {
      expect(read.keys[purpose].map(({ key: _, ...rest }) => rest)).toEqual(
        ring.keys[purpose].map(({ key: _, ...rest }) => rest),
      );
      expect(read.keys[purpose].every(({ key }, at) => key.equals(ring.keys[purpose][at]!.key))).toBe(true);
    }
  });

  it('has the file format of the design', () => {
    const json = JSON.parse(serializeKeyRing(freshRing()).toString());
    expect(Object.keys(json)).toEqual(['ring', ...KEY_PURPOSES]);
    expect(Object.keys(json.index[0])).toEqual(['id', 'created', 'key', 'state']);
    expect(json.index[0].created).toBe(NOW.toISOString());
    expect(Buffer.from(json.index[0].key, 'base64url')).toHaveLength(32);
  });

  it('reads with active and lookup keys, never with retired or unknown ones', () => {
    const first = freshRing();
    const id = activeKey(first, 'lists').id;
    expect(findReadingKey(first, 'lists', id)?.id).toBe(id);
    expect(findReadingKey(rotated(first, 'lists', 'lookup'), 'lists', id)?.id).toBe(id);
    expect(findReadingKey(rotated(first, 'lists', 'retired'), 'lists', id)).toBeNull();
    expect(findReadingKey(rotated(first, 'lists', null), 'lists', id)).toBeNull();
    expect(findReadingKey(first, 'records', id)).toBeNull();
  });
});

describe('a broken key file is refused as key-ring-mismatch', () => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['not JSON', Buffer.from('{"ring":')],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
    ['another document', Buffer.from('[]')],
    ['a purpose missing', changed((json) => Reflect.deleteProperty(json, 'index'))],
    ['a purpose empty', changed((json) => json.index.pop())],
    ['an unknown member', changed((json) => Object.assign(json, { extra: [] }))],
    ['an unknown state', changed((json) => Object.assign(json.index[0]!, { state: 'open' }))],
    ['no active key', changed((json) => Object.assign(json.index[0]!, { state: 'lookup' }))],
    ['two active keys', changed((json) => json.index.push({ ...json.lists[0]!, id: crypto.randomUUID() }))],
    [
      'one key in two purposes',
      changed((json) => Object.assign(json.index[0]!, { key: json.lists[0]!.key })),
    ],
    ['one id in two purposes', changed((json) => Object.assign(json.index[0]!, { id: json.lists[0]!.id }))],
    ['a short key', changed((json) => Object.assign(json.index[0]!, { key: 'c2hvcnQ' }))],
    [
      'a secret where the signing key stands',
      changed((json) => Object.assign(json.manifest[0]!, { key: Buffer.alloc(32, 7).toString('base64url') })),
    ],
  ])('%s', (_, bytes) => {
    expect(codeOf(() => parseKeyRing(bytes))).toBe('key-ring-mismatch');
  });

  it('and the error holds nothing of the file', () => {
    const bytes = Buffer.from('{"ring":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"');
    expect(() => parseKeyRing(bytes)).toThrow(
      /^key-ring-mismatch: The key file is not a complete key ring\.$/,
    );
  });
});

it('a changed byte anywhere in the file is told: it does not parse, or does not match the database', () => {
  const ring = freshRing();
  const stored = checkValues(ring);
  const bytes = serializeKeyRing(ring);
  const unnoticed: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 1;
    let told = false;
    try {
      told = compareCheck(parseKeyRing(flipped), stored) === 'mismatch';
    } catch {
      told = true;
    }
    if (!told) unnoticed.push(at);
  }
  expect(unnoticed).toEqual([]);
});
