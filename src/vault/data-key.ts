// Data keys: one for each list and each epoch of records, stored wrapped by the ring.
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { SluiceError } from '../errors.ts';
import { type DataKey, open, seal, sealedKeyId } from './envelope.ts';
import { activeKey, findReadingKey, type KeyRing, type RingKey } from './key-ring.ts';
import { deriveUse } from './key-use.ts';
import type { KeyOwner, SealIdentity } from './seal-identity.ts';

const DATA_KEY_BYTES = 32;

/** A new random key. Destroying every copy of its wrapped form destroys what it sealed. */
export function createDataKey(): DataKey {
  const raw = randomBytes(DATA_KEY_BYTES);
  const dataKey = { id: randomUUID(), key: createSecretKey(raw) };
  raw.fill(0);
  return dataKey;
}

/**
 * Seals a data key under the active ring key of its purpose; the value of `data_keys.wrapped`.
 * `sealedKeyId` of it names the ring key. Wrapping an opened key again moves it to the newest epoch.
 */
export function wrapDataKey(ring: KeyRing, owner: KeyOwner, dataKey: DataKey): Buffer {
  const raw = dataKey.key.export();
  try {
    return seal(wrappingKey(activeKey(ring, owner.purpose)), wrapIdentity(owner, dataKey.id), raw);
  } finally {
    raw.fill(0);
  }
}

/**
 * Opens the wrapped data key with this id and owner.
 * @throws SluiceError `fail-closed` when the epoch's key is gone, or it is another owner's, or was changed.
 */
export function unwrapDataKey(ring: KeyRing, owner: KeyOwner, id: string, wrapped: Uint8Array): DataKey {
  const ringKey = findReadingKey(ring, owner.purpose, sealedKeyId(wrapped));
  if (ringKey === null) {
    throw new SluiceError('fail-closed', { detail: 'The key ring no longer holds the key of this epoch.' });
  }
  const raw = open(wrappingKey(ringKey), wrapIdentity(owner, id), wrapped);
  try {
    if (raw.length !== DATA_KEY_BYTES) {
      throw new SluiceError('fail-closed', { detail: 'A wrapped key has another length than a key.' });
    }
    return { id, key: createSecretKey(raw) };
  } finally {
    raw.fill(0);
  }
}

function wrappingKey(ringKey: RingKey): DataKey {
  return { id: ringKey.id, key: deriveUse(ringKey, 'wrap') };
}

function wrapIdentity(owner: KeyOwner, id: string): SealIdentity {
  return { table: 'data_keys', column: 'wrapped', rowId: id, rowVersion: 1, owner };
}
