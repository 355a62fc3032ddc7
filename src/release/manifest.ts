// The proof of a release: what was decided, under which policy, over which file; signed and canonical.
import { type Decision, OUTCOMES, RELEASE_REASONS } from '../model/decision.ts';
import type { JsonObject } from '../vault/canonical-json.ts';
import { activeKey, type KeyRing } from '../vault/key-ring.ts';
import { createMerkleTree, merkleLeaves, NO_PRIMARY, releaseKey } from '../vault/merkle.ts';
import { signManifest } from '../vault/signing.ts';
import type { DecisionTotals } from './decision-book.ts';

export interface ManifestFacts extends DecisionTotals {
  readonly release: string;
  readonly revision: number;
  readonly list: string;
  readonly listRevision: number;
  readonly sender: string;
  readonly declaration: JsonObject;
  readonly stream: string;
  readonly policy: string;
  readonly referenceVersions: Readonly<Record<string, string>>;
  readonly decidedAt: Date;
  readonly expiresAt: Date;
  readonly rows: number;
  readonly file: { readonly sha256: string; readonly bytes: number; readonly rows: number };
  readonly merkleRoot: string;
}

/** The signed manifest as canonical JSON text, to be stored and served to the byte. */
export function makeManifest(ring: KeyRing, facts: ManifestFacts): string {
  const manifest: JsonObject = {
    format: 'sluice-manifest/1',
    release: facts.release,
    revision: facts.revision,
    previous: null,
    list: facts.list,
    list_revision: facts.listRevision,
    sender: facts.sender,
    stream: facts.stream,
    declaration: facts.declaration,
    policy: facts.policy,
    reference_versions: { ...facts.referenceVersions },
    decided_at: facts.decidedAt.toISOString(),
    expires_at: facts.expiresAt.toISOString(),
    rows: facts.rows,
    counts: { ...facts.counts },
    reasons: { ...facts.reasons } as JsonObject,
    file: { ...facts.file },
    merkle: { root: facts.merkleRoot, key_id: activeKey(ring, 'audit').id },
  };
  return signManifest(ring, manifest).toString('utf8');
}

/** Collects the decisions of all rows into one root; without the ring's audit key it tells nothing. */
export function createDecisionProof(ring: KeyRing, releaseId: string) {
  const key = releaseKey(activeKey(ring, 'audit'), releaseId);
  const tree = createMerkleTree();
  return {
    add(firstRow: number, decisionIds: Uint16Array, decisions: readonly Decision[]): void {
      const outcomes = Uint8Array.from(decisionIds, (id) =>
        OUTCOMES.indexOf(decisions[id]?.outcome ?? 'exclude'),
      );
      const primaries = Uint16Array.from(decisionIds, (id) => {
        const primary = decisions[id]?.primary;
        return primary ? RELEASE_REASONS.indexOf(primary) : NO_PRIMARY;
      });
      tree.add(merkleLeaves(key, { firstRow, outcomes, primaries }));
    },
    root: () => tree.root().toString('hex'),
  };
}
