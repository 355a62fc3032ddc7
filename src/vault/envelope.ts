// Seals one value under a data key, bound to its place, and opens it again or fails.
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { SluiceError } from '../errors.ts';
import { hkdfKey } from './key-use.ts';
import { associatedData, type SealIdentity, subkeyInfo } from './seal-identity.ts';

/** A 256-bit key for the data of one owner. Can be posted to a thread as it is. */
export interface DataKey {
  /** UUID; stands in clear at the head of everything that it seals. */
  readonly id: string;
  readonly key: KeyObject;
}

const VERSION = 1;
const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1 + KEY_ID_BYTES;
const TEXT_AT = NONCE_AT + NONCE_BYTES;

/** Bytes that sealing adds. */
export const ENVELOPE_BYTES = TEXT_AT + TAG_BYTES;

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D): `version (1) ‖ key id (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`.
 * The key is HKDF(data key, table ‖ row id ‖ version), one for each version of a row, so that a repeated
 * random nonce does not meet a repeated key.
 */
export function seal(dataKey: DataKey, identity: SealIdentity, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const subkey = hkdfKey(dataKey.key, subkeyInfo(identity));
  const cipher = createCipheriv('aes-256-gcm', subkey, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(identity, dataKey.id));
  const body = cipher.update(plaintext);
  return Buffer.concat([
    Buffer.of(VERSION),
    keyIdBytes(dataKey.id),
    nonce,
    body,
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/**
 * Decrypts what `seal` made for exactly this key and identity.
 * @throws SluiceError `fail-closed` for anything else, whatever is wrong; never gives an empty value instead.
 */
export function open(dataKey: DataKey, identity: SealIdentity, sealed: Uint8Array): Buffer {
  try {
    return decrypt(dataKey, identity, Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength));
  } catch {
    throw new SluiceError('fail-closed', { detail: 'A sealed value does not open in its place.' });
  }
}

/** The id of the key that sealed a value, as a UUID. @throws SluiceError `fail-closed` */
export function sealedKeyId(sealed: Uint8Array): string {
  if (sealed.length < ENVELOPE_BYTES || sealed[0] !== VERSION) {
    throw new SluiceError('fail-closed', { detail: 'A sealed value has an unknown format.' });
  }
  const hex = Buffer.from(sealed.subarray(1, NONCE_AT)).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function decrypt(dataKey: DataKey, identity: SealIdentity, sealed: Buffer): Buffer {
  if (sealedKeyId(sealed) !== dataKey.id) throw new RangeError('Sealed with another key.');
  const subkey = hkdfKey(dataKey.key, subkeyInfo(identity));
  const nonce = sealed.subarray(NONCE_AT, TEXT_AT);
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', subkey, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(identity, dataKey.id));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(TEXT_AT, tagAt));
  // GCM has no padding: final() checks the tag and adds no bytes.
  decipher.final();
  return plaintext;
}

function keyIdBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== KEY_ID_BYTES) throw new RangeError('Expected a UUID as the id of a key.');
  return bytes;
}
