// Signs release manifests with the ring's Ed25519 key, and tells whether one is genuine.
import { sign, verify } from 'node:crypto';
import { SluiceError } from '../errors.ts';
import { canonicalBytes, type JsonObject, type JsonValue } from './canonical-json.ts';
import { activeKey, type KeyRing } from './key-ring.ts';
import type { TrustedKey } from './public-keys.ts';

/** Heads the signed bytes, so that the key's signature of something else never fits a manifest. */
const DOMAIN = Buffer.from('sluice-manifest-v1\0');
const ALGORITHM = 'Ed25519';
const SIGNATURE_BYTES = 64;

/** Members that signing adds; the manifest must not bring its own. */
const SIGNING_MEMBERS = ['algorithm', 'ring_id', 'key_id', 'signature'] as const;

/** Why a document is not a genuine manifest. */
export const MANIFEST_FAULTS = [
  'not-canonical',
  'algorithm-unknown',
  'key-unknown',
  'signature-wrong',
] as const;
export type ManifestFault = (typeof MANIFEST_FAULTS)[number];

export type ManifestProof =
  | { readonly genuine: true; readonly ringId: string; readonly keyId: string; readonly manifest: JsonObject }
  | { readonly genuine: false; readonly fault: ManifestFault };

/**
 * The signed manifest as the bytes to store and serve: canonical JSON (RFC 8785) of the manifest with
 * `algorithm`, `ring_id`, `key_id` and `signature` (base64url). Signed is `"sluice-manifest-v1\0"` ‖ the
 * canonical bytes without `signature` (Ed25519, RFC 8032).
 */
export function signManifest(ring: KeyRing, manifest: JsonObject): Buffer {
  if (SIGNING_MEMBERS.some((name) => Object.hasOwn(manifest, name))) {
    throw new SluiceError('internal', { detail: 'A manifest must not name its own signature.' });
  }
  const { id, key } = activeKey(ring, 'manifest');
  const body = { ...manifest, algorithm: ALGORITHM, ring_id: ring.id, key_id: id };
  const signature = sign(null, signedBytes(body), key).toString('base64url');
  return canonicalBytes({ ...body, signature });
}

/**
 * Holds a document against trusted keys; keys inside the document count for nothing. The document must be
 * canonical to the byte: white space, repeated names, bytes behind the end are faults.
 * The manifest that comes back holds all members but `signature`; its expiry is the caller's to judge.
 */
export function verifyManifest(trusted: readonly TrustedKey[], document: Uint8Array): ManifestProof {
  const parsed = parseCanonical(document);
  if (parsed === null) return { genuine: false, fault: 'not-canonical' };
  const { signature, ...manifest } = parsed;
  const { algorithm, ring_id: ringId, key_id: keyId } = manifest as Record<string, JsonValue | undefined>;
  if (algorithm !== ALGORITHM) return { genuine: false, fault: 'algorithm-unknown' };
  const signer = trusted.find((key) => key.ringId === ringId && key.keyId === keyId);
  if (signer === undefined) return { genuine: false, fault: 'key-unknown' };
  const bytes = signatureBytes(signature);
  if (bytes === null || !verify(null, signedBytes(manifest), signer.key, bytes)) {
    return { genuine: false, fault: 'signature-wrong' };
  }
  return { genuine: true, ringId: signer.ringId, keyId: signer.keyId, manifest };
}

function signedBytes(body: JsonObject): Buffer {
  return Buffer.concat([DOMAIN, canonicalBytes(body)]);
}

function parseCanonical(document: Uint8Array): JsonObject | null {
  const bytes = Buffer.from(document);
  try {
    const value: JsonValue = JSON.parse(bytes.toString('utf8'));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
    return canonicalBytes(value).equals(bytes) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** One text for one signature: 86 base64url digits without stray bits. */
function signatureBytes(signature: JsonValue | undefined): Buffer | null {
  if (typeof signature !== 'string') return null;
  const bytes = Buffer.from(signature, 'base64url');
  return bytes.length === SIGNATURE_BYTES && bytes.toString('base64url') === signature ? bytes : null;
}
