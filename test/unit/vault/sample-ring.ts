// Key rings for the tests of the vault: fresh ones, and ones with a known key in one purpose.
import { createSecretKey, generateKeyPairSync, generateKeySync, randomUUID } from 'node:crypto';
import {
  createKeyRing,
  type KeyPurpose,
  type KeyRing,
  type KeyState,
  type RingKey,
} from '../../../src/vault/key-ring.ts';

export const NOW = new Date('2026-11-21T10:00:00.000Z');

export function freshRing(): KeyRing {
  return createKeyRing(NOW);
}

/** The ring with exactly these keys in one purpose. */
export function withKeys(ring: KeyRing, purpose: KeyPurpose, keys: readonly RingKey[]): KeyRing {
  return { ...ring, keys: { ...ring.keys, [purpose]: keys } };
}

/** The ring after a rotation: a new active key; the others move to `state`, or go when it is null. */
export function rotated(ring: KeyRing, purpose: KeyPurpose, state: KeyState | null): KeyRing {
  const older = state === null ? [] : ring.keys[purpose].map((key) => ({ ...key, state }));
  const key =
    purpose === 'manifest'
      ? generateKeyPairSync('ed25519').privateKey
      : generateKeySync('hmac', { length: 256 });
  return withKeys(ring, purpose, [
    ...older,
    { purpose, id: randomUUID(), created: NOW, state: 'active', key },
  ]);
}

export function secretKey(purpose: KeyPurpose, hex: string, id: string = randomUUID()): RingKey {
  return { purpose, id, created: NOW, state: 'active', key: createSecretKey(Buffer.from(hex, 'hex')) };
}
