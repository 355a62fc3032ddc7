// Each use of a ring key has a derived key of its own.
import { expect, it } from 'vitest';
import { activeKey, KEY_PURPOSES } from '../../../src/vault/key-ring.ts';
import { deriveUse, useLabel } from '../../../src/vault/key-use.ts';
import { plainHkdf } from './plain-crypto.ts';
import { freshRing, secretKey } from './sample-ring.ts';

const SECRET = '0b'.repeat(32);

it('is HKDF-SHA-256 of the ring key with the label sluice/v1/<purpose>/<use>', () => {
  const derived = deriveUse(secretKey('tokens', SECRET), 'unsubscribe');
  expect(useLabel('tokens', 'unsubscribe')).toBe('sluice/v1/tokens/unsubscribe');
  expect(derived.export()).toEqual(plainHkdf(Buffer.from(SECRET, 'hex'), 'sluice/v1/tokens/unsubscribe'));
});

it('gives one object for one use of a key, another for each other use', () => {
  const key = secretKey('audit', SECRET);
  expect(deriveUse(key, 'row')).toBe(deriveUse(key, 'row'));
  expect(deriveUse(key, 'row').equals(deriveUse(key, 'anchor'))).toBe(false);
});

it('gives other keys for other purposes even of equal bytes', () => {
  expect(
    deriveUse(secretKey('audit', SECRET), 'row').equals(deriveUse(secretKey('lists', SECRET), 'row')),
  ).toBe(false);
});

it('takes every key of a ring, the signing key too', () => {
  const ring = freshRing();
  const sizes = KEY_PURPOSES.map((purpose) => deriveUse(activeKey(ring, purpose), 'check').symmetricKeySize);
  expect(sizes).toEqual([32, 32, 32, 32, 32, 32]);
});
