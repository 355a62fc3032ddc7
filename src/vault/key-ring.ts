// The key ring: every long-lived key of one installation, by purpose.
import { generateKeyPairSync, generateKeySync, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { SluiceError } from '../errors.ts';

/** What a key may be used for; two purposes never share a key. */
export const KEY_PURPOSES = ['index', 'lists', 'records', 'tokens', 'manifest', 'audit'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/**
 * active: makes and reads (exactly one a purpose) · lookup: only reads what it once made ·
 * retired: neither; kept because something may still name it (a manifest's public key).
 */
export const KEY_STATES = ['active', 'lookup', 'retired'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export interface RingKey {
  readonly purpose: KeyPurpose;
  /** UUID. */
  readonly id: string;
  readonly created: Date;
  readonly state: KeyState;
  /** 256-bit secret; for `manifest` an Ed25519 private key. */
  readonly key: KeyObject;
}

export interface KeyRing {
  /** 128 random bits, lower-case hex. */
  readonly id: string;
  readonly keys: Readonly<Record<KeyPurpose, readonly RingKey[]>>;
}

/** Bytes of every key but the signing key. */
export const SECRET_BYTES = 32;

/** A new ring with one active key a purpose. */
export function createKeyRing(now: Date): KeyRing {
  return {
    id: randomBytes(16).toString('hex'),
    keys: byPurpose((purpose) => [createRingKey(purpose, now)]),
  };
}

/** A new random key that is active from now on. */
export function createRingKey(purpose: KeyPurpose, now: Date): RingKey {
  return { purpose, id: randomUUID(), created: now, state: 'active', key: newKey(purpose) };
}

/** The one key that makes new things for this purpose. */
export function activeKey(ring: KeyRing, purpose: KeyPurpose): RingKey {
  const key = ring.keys[purpose].find(({ state }) => state === 'active');
  if (key === undefined) {
    throw new SluiceError('key-ring-mismatch', { detail: 'The key ring has no active key of a purpose.' });
  }
  return key;
}

/** The key that once made something; null when the ring has none of that id, or only a retired one. */
export function findReadingKey(ring: KeyRing, purpose: KeyPurpose, id: string): RingKey | null {
  return ring.keys[purpose].find((key) => key.id === id && key.state !== 'retired') ?? null;
}

/** The raw bytes of a key: 32 of a secret, the PKCS #8 DER of a private key. */
export function rawKey(key: KeyObject): Buffer {
  return key.type === 'secret' ? key.export() : key.export({ type: 'pkcs8', format: 'der' });
}

/** One value a purpose, in the order of `KEY_PURPOSES`. */
export function byPurpose<T>(make: (purpose: KeyPurpose) => T): Record<KeyPurpose, T> {
  return {
    index: make('index'),
    lists: make('lists'),
    records: make('records'),
    tokens: make('tokens'),
    manifest: make('manifest'),
    audit: make('audit'),
  };
}

function newKey(purpose: KeyPurpose): KeyObject {
  if (purpose === 'manifest') return generateKeyPairSync('ed25519').privateKey;
  return generateKeySync('hmac', { length: SECRET_BYTES * 8 });
}
