// One key per use: every ring key is stretched by HKDF with a label before anything is done with it.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { KeyPurpose, RingKey } from './key-ring.ts';

const derivedByKey = new WeakMap<KeyObject, Map<string, KeyObject>>();

/** `sluice/v1/<purpose>/<use>`: the HKDF label. Purposes and uses are words without a slash. */
export function useLabel(purpose: KeyPurpose, use: string): string {
  return `sluice/v1/${purpose}/${use}`;
}

/**
 * The 256-bit key for one use of a ring key: HKDF-SHA-256 (RFC 5869), no salt, the label as info.
 * Made once for each key object, then remembered as long as that lives.
 */
export function deriveUse(ringKey: RingKey, use: string): KeyObject {
  const label = useLabel(ringKey.purpose, use);
  let derived = derivedByKey.get(ringKey.key);
  if (derived === undefined) {
    derived = new Map();
    derivedByKey.set(ringKey.key, derived);
  }
  const known = derived.get(label);
  if (known !== undefined) return known;
  const made = hkdfKey(secretOf(ringKey.key), Buffer.from(label));
  derived.set(label, made);
  return made;
}

/** HKDF-SHA-256 of a secret to a 256-bit key, no salt; `info` has at most 1,024 bytes. */
export function hkdfKey(secret: KeyObject, info: Uint8Array): KeyObject {
  const raw = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, 32));
  const key = createSecretKey(raw);
  raw.fill(0);
  return key;
}

/** HKDF takes secrets; a signing key goes in as its PKCS #8 bytes. */
function secretOf(key: KeyObject): KeyObject {
  if (key.type === 'secret') return key;
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const secret = createSecretKey(der);
  der.fill(0);
  return secret;
}
