// Keyed hashes that stand for addresses and domains wherever they are compared or stored.
import { createHmac, type KeyObject } from 'node:crypto';
import { SluiceError } from '../errors.ts';
import { activeKey, type KeyRing } from './key-ring.ts';
import { deriveUse } from './key-use.ts';

/** Bytes of a keyed hash: among 10⁹ addresses one collision has a chance of 10⁻²¹. */
export const INDEX_KEY_BYTES = 16;

/**
 * Stored beside each keyed hash: normal form version 1 under the ring's first index key.
 * Another normal form or index key is another version, with a re-key of what is stored.
 */
export const KEY_VERSION = 1;

/** The kinds of value; a label each, so that no value of one kind equals one of another. */
export const INDEX_LABELS = ['address', 'folded', 'domain', 'md5', 'sha256'] as const;
export type IndexLabel = (typeof INDEX_LABELS)[number];

/** The derived keys alone: can be posted to a thread, which then never sees the ring. */
export type IndexKeys = Readonly<Record<IndexLabel, KeyObject>> & { readonly keyVersion: number };

/** Each function gives 16 bytes: the first half of an HMAC-SHA-256. */
export interface BlindIndex {
  readonly keyVersion: number;
  /** Of the key form of an address (`local@domain`, normal form version 1). */
  addressKey(keyForm: string): Buffer;
  /** Of the folded form, in which probable duplicates meet. */
  foldedKey(foldedForm: string): Buffer;
  /** Of a lower-case A-label name, or of an address literal with its brackets. */
  domainKey(domain: string): Buffer;
  /** Of an MD5 that came in place of an address: 32 hex digits of either case. */
  md5Key(hex: string): Buffer;
  /** Of a SHA-256 that came in place of an address: 64 hex digits of either case. */
  sha256Key(hex: string): Buffer;
}

/** The blind index under the ring's active index key. */
export function createBlindIndex(ring: KeyRing): BlindIndex {
  return blindIndexFrom(indexKeys(ring));
}

/** The five derived keys of the active index key. */
export function indexKeys(ring: KeyRing): IndexKeys {
  const key = activeKey(ring, 'index');
  return {
    keyVersion: KEY_VERSION,
    address: deriveUse(key, 'address'),
    folded: deriveUse(key, 'folded'),
    domain: deriveUse(key, 'domain'),
    md5: deriveUse(key, 'md5'),
    sha256: deriveUse(key, 'sha256'),
  };
}

/** The blind index from keys that were handed over. */
export function blindIndexFrom(keys: IndexKeys): BlindIndex {
  return {
    keyVersion: keys.keyVersion,
    addressKey: (keyForm) => keyedHash(keys.address, keyForm),
    foldedKey: (foldedForm) => keyedHash(keys.folded, foldedForm),
    domainKey: (domain) => keyedHash(keys.domain, domain),
    md5Key: (hex) => keyedHash(keys.md5, hexDigest(hex, 32)),
    sha256Key: (hex) => keyedHash(keys.sha256, hexDigest(hex, 64)),
  };
}

/** With a KeyObject 2.5 µs; the same key as a Buffer takes five times as long in Node 24. */
function keyedHash(key: KeyObject, form: string): Buffer {
  return createHmac('sha256', key).update(form).digest().subarray(0, INDEX_KEY_BYTES);
}

function hexDigest(hex: string, digits: number): string {
  if (hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex)) {
    throw new SluiceError('invalid-value', { detail: `Expected a hash of ${digits} hex digits.` });
  }
  return hex.toLowerCase();
}
