// Whether a database and a key ring belong together, told by one check value for each key.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { KEY_PURPOSES, type KeyRing, type RingKey } from './key-ring.ts';
import { deriveUse } from './key-use.ts';
import { lengthPrefixed } from './length-prefix.ts';

export interface KeyCheckEntry {
  readonly purpose: string;
  readonly keyId: string;
  /** 32 bytes. */
  readonly check: Uint8Array;
}

export interface KeyCheck {
  readonly ringId: string;
  readonly entries: readonly KeyCheckEntry[];
}

/** What a database stores to know its ring again; nothing of a key can be computed from it. */
export function checkValues(ring: KeyRing): KeyCheck {
  const entries = KEY_PURPOSES.flatMap((purpose) =>
    ring.keys[purpose].map((key) => ({ purpose, keyId: key.id, check: checkValue(ring.id, key) })),
  );
  return { ringId: ring.id, entries };
}

/**
 * `match` when the ring is the one of the stored values: the same id, and each stored key present and
 * unchanged. The ring may hold newer keys. A purpose of which nothing is stored cannot be told, so it is
 * a mismatch: with a wrong index key no suppression would be found.
 */
export function compareCheck(ring: KeyRing, stored: KeyCheck): 'match' | 'mismatch' {
  if (stored.ringId !== ring.id) return 'mismatch';
  const told = new Set(stored.entries.map(({ purpose }) => purpose));
  if (KEY_PURPOSES.some((purpose) => !told.has(purpose))) return 'mismatch';
  return stored.entries.every((entry) => isHeld(ring, entry)) ? 'match' : 'mismatch';
}

function isHeld(ring: KeyRing, entry: KeyCheckEntry): boolean {
  const key = Object.values(ring.keys)
    .flat()
    .find(({ purpose, id }) => purpose === entry.purpose && id === entry.keyId);
  if (key === undefined) return false;
  const expected = checkValue(ring.id, key);
  return expected.length === entry.check.length && timingSafeEqual(expected, entry.check);
}

/** The state is left out, because rotation changes it. */
function checkValue(ringId: string, key: RingKey): Buffer {
  const message = lengthPrefixed([ringId, key.purpose, key.id, key.created.toISOString()]);
  return createHmac('sha256', deriveUse(key, 'check')).update(message).digest();
}
