// Single values at rest (names, domains, evidence): padded and sealed, never compressed.
import { type DataKey, open, seal } from './envelope.ts';
import { pad, unpad } from './padding.ts';
import type { SealIdentity } from './seal-identity.ts';

/** Names and domains are mostly shorter, and then of one length. */
const MINIMUM_BYTES = 64;

/** Seals one value under the data key of its records. A text goes in as UTF-8. */
export function sealRecord(dataKey: DataKey, identity: SealIdentity, value: string | Uint8Array): Buffer {
  return seal(dataKey, identity, pad(typeof value === 'string' ? Buffer.from(value) : value, MINIMUM_BYTES));
}

/** Opens one value in its place. @throws SluiceError `fail-closed` for any other bytes, key or place. */
export function openRecord(dataKey: DataKey, identity: SealIdentity, sealed: Uint8Array): Buffer {
  return unpad(open(dataKey, identity, sealed));
}
