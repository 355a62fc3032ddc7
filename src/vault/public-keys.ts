// The public half of a ring: what others need to verify manifests, and how it travels.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { SluiceError } from '../errors.ts';
import { canonicalBytes } from './canonical-json.ts';
import type { KeyRing } from './key-ring.ts';

export interface TrustedKey {
  readonly ringId: string;
  readonly keyId: string;
  /** Ed25519. */
  readonly key: KeyObject;
}

const fileSchema = z.strictObject({
  ring: z.string().min(1),
  keys: z.array(z.strictObject({ id: z.string().min(1), public_key: z.string().regex(/^[A-Za-z0-9_-]+$/) })),
});

/** Every manifest key, retired ones too: what they signed must stay verifiable. */
export function trustedKeys(ring: KeyRing): readonly TrustedKey[] {
  return ring.keys.manifest.map(({ id, key }) => ({
    ringId: ring.id,
    keyId: id,
    key: createPublicKey(key),
  }));
}

/** The file of public keys to hand out: `{ ring, keys: [{ id, public_key }] }`, SPKI DER in base64url. */
export function exportPublicKeys(ring: KeyRing): Buffer {
  const keys = trustedKeys(ring).map(({ keyId, key }) => ({
    id: keyId,
    public_key: key.export({ type: 'spki', format: 'der' }).toString('base64url'),
  }));
  return canonicalBytes({ ring: ring.id, keys });
}

/** Reads a file of public keys. @throws SluiceError `invalid-value` when it is not one. */
export function parsePublicKeys(bytes: Uint8Array): readonly TrustedKey[] {
  try {
    const { ring, keys } = fileSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return keys.map(({ id, public_key }) => ({ ringId: ring, keyId: id, key: ed25519Key(public_key) }));
  } catch {
    throw new SluiceError('invalid-value', { detail: 'The file does not hold public keys of a key ring.' });
  }
}

function ed25519Key(text: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('Expected an Ed25519 key.');
  return key;
}
