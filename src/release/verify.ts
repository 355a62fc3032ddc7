// Holds a released file against its manifest: any changed byte, foreign key or expiry is named.
import { createHash } from 'node:crypto';
import type { TrustedKey } from '../vault/public-keys.ts';
import { type ManifestFault, verifyManifest } from '../vault/signing.ts';

export const RELEASE_FAULTS = ['file-differs', 'rows-differ', 'expired', 'counts-differ'] as const;

export type ReleaseProof =
  | { readonly genuine: true; readonly release: string; readonly rows: number }
  | {
      readonly genuine: false;
      readonly faults: readonly (ManifestFault | (typeof RELEASE_FAULTS)[number])[];
    };

/** What `release verify` answers; `at` is the instant at which the release must be in force. */
export function verifyRelease(
  trusted: readonly TrustedKey[],
  manifestBytes: Uint8Array,
  file: Uint8Array,
  at: Date,
): ReleaseProof {
  const proof = verifyManifest(trusted, manifestBytes);
  if (!proof.genuine) return { genuine: false, faults: [proof.fault] };
  const manifest = proof.manifest as unknown as StoredManifest;
  const faults: (typeof RELEASE_FAULTS)[number][] = [];
  const { released, held, excluded } = manifest.counts;
  if (released + held + excluded !== manifest.rows || manifest.file.rows !== released)
    faults.push('counts-differ');
  if (createHash('sha256').update(file).digest('hex') !== manifest.file.sha256) faults.push('file-differs');
  if (file.length !== manifest.file.bytes) faults.push('rows-differ');
  if (!(at.getTime() < Date.parse(manifest.expires_at))) faults.push('expired');
  return faults.length > 0
    ? { genuine: false, faults }
    : { genuine: true, release: manifest.release, rows: released };
}

interface StoredManifest {
  readonly release: string;
  readonly rows: number;
  readonly counts: { readonly released: number; readonly held: number; readonly excluded: number };
  readonly file: { readonly sha256: string; readonly bytes: number; readonly rows: number };
  readonly expires_at: string;
}
