// The proof of a release: what was decided, under which policy, over which file; signed and canonical.
import { SluiceError } from '../errors.ts';
import { canonicalJson, type JsonObject } from '../vault/canonical-json.ts';
import { activeKey, findReadingKey, type KeyRing, type RingKey } from '../vault/key-ring.ts';
import { createMerkleTree, merkleLeaves, releaseKey } from '../vault/merkle.ts';
import { trustedKeys } from '../vault/public-keys.ts';
import { signManifest, verifyManifest } from '../vault/signing.ts';
import {
  createDecisionSeal,
  type DecidedChunk,
  packDecisions,
  type SealedTerms,
  type StoredDecision,
} from './decision-seal.ts';

/** What the row of a release says too, in clear. */
export interface StatedFacts {
  readonly release: string;
  readonly revision: number;
  readonly list: string;
  readonly sender: string;
  readonly declaration: JsonObject;
  readonly stream: string;
  readonly policy: string;
  readonly decidedAt: Date;
  readonly expiresAt: Date;
  readonly rows: number;
  /** Outcome → rows. */
  readonly counts: Readonly<Record<string, number>>;
  /** Primary reason → rows that are not released. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface ManifestFacts extends StatedFacts {
  readonly listRevision: number;
  readonly referenceVersions: Readonly<Record<string, string>>;
  readonly file: { readonly sha256: string; readonly bytes: number; readonly rows: number };
  readonly merkleRoot: string;
  /** Digest of `createDecisionSeal`. */
  readonly decisions: string;
}

/**
 * The signed manifest as canonical JSON text, to be stored and served to the byte.
 *
 * @param reasons the reasons as its readers may see them; left out, as they were counted
 */
export function makeManifest(
  ring: KeyRing,
  facts: ManifestFacts,
  reasons: Readonly<Record<string, number | string>> = facts.reasons,
): string {
  const keyId = activeKey(ring, 'audit').id;
  const manifest: JsonObject = {
    ...statements(facts),
    reasons: { ...reasons },
    format: 'sluice-manifest/1',
    previous: null,
    list_revision: facts.listRevision,
    reference_versions: { ...facts.referenceVersions },
    file: { ...facts.file },
    merkle: { root: facts.merkleRoot, key_id: keyId },
    decisions: { hmac: facts.decisions, key_id: keyId },
  };
  return signManifest(ring, manifest).toString('utf8');
}

/**
 * Holds a stored release against its own manifest.
 *
 * @returns the digest that its decisions must have, and the key that makes it
 * @throws SluiceError `fail-closed` when there is no manifest, this ring did not sign it, it is another
 *   release's or another revision's, or the release says something else
 */
export function openManifest(
  ring: KeyRing,
  text: string | null,
  stored: StatedFacts,
): { readonly decisions: string; readonly auditKey: RingKey } {
  const proof = verifyManifest(trustedKeys(ring), Buffer.from(text ?? ''));
  if (!proof.genuine) throw differs();
  const { manifest } = proof;
  for (const [name, value] of Object.entries(statements(stored))) {
    if (canonicalJson(manifest[name] ?? null) !== canonicalJson(value)) throw differs();
  }
  const sealed = manifest['decisions'] as { readonly hmac?: string; readonly key_id?: string } | undefined;
  const auditKey = findReadingKey(ring, 'audit', sealed?.key_id ?? '');
  if (sealed?.hmac === undefined || auditKey === null) throw differs();
  return { decisions: sealed.hmac, auditKey };
}

function statements(facts: StatedFacts): JsonObject {
  return {
    release: facts.release,
    revision: facts.revision,
    list: facts.list,
    sender: facts.sender,
    stream: facts.stream,
    declaration: facts.declaration,
    policy: facts.policy,
    decided_at: facts.decidedAt.toISOString(),
    expires_at: facts.expiresAt.toISOString(),
    rows: facts.rows,
    counts: { ...facts.counts },
    reasons: { ...facts.reasons },
  };
}

function differs(): SluiceError {
  return new SluiceError('fail-closed', { detail: 'A release is not what its manifest says.' });
}

/**
 * Collects the decisions of all rows, into one root for others and one digest for the download; without the
 * ring's audit key they tell nothing.
 */
export function createDecisionProof(ring: KeyRing, releaseId: string) {
  const auditKey = activeKey(ring, 'audit');
  const key = releaseKey(auditKey, releaseId);
  const tree = createMerkleTree();
  const seal = createDecisionSeal(auditKey, releaseId);
  return {
    add(chunk: DecidedChunk, decisions: readonly StoredDecision[]): void {
      const packed = packDecisions(chunk, decisions);
      tree.add(merkleLeaves(key, { firstRow: chunk.firstRow, ...packed }));
      seal.add(chunk, packed);
    },
    root: () => tree.root().toString('hex'),
    seal: (terms: SealedTerms) => seal.digest(terms),
  };
}
