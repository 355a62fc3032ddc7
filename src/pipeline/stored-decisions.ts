// The decisions of a release as they were made, read back before a file is made of them, or refused.
import type { Database } from '../../db/database.ts';
import type { ListRow } from '../../db/repositories/lists.ts';
import type { ReleaseRow, SenderRow } from '../../db/repositories/releases.ts';
import { SluiceError } from '../errors.ts';
import { OUTCOMES } from '../model/decision.ts';
import { createDecisionSeal, packDecisions, type StoredDecision } from '../release/decision-seal.ts';
import { openManifest, type StatedFacts } from '../release/manifest.ts';
import type { JsonObject } from '../vault/canonical-json.ts';
import type { KeyRing } from '../vault/key-ring.ts';
import type { ReleasedChunk } from './release-rows.ts';

const RELEASE = OUTCOMES.indexOf('release');

/** A release with what its file is made of. */
export interface StoredRelease {
  readonly release: ReleaseRow;
  readonly list: Pick<ListRow, 'publicId'>;
  readonly sender: Pick<SenderRow, 'publicId' | 'stream'>;
  /** Names of the released columns. */
  readonly columns: readonly string[];
}

/**
 * Which rows each chunk releases: a byte a row, in memory, so that what was checked is what goes out.
 *
 * @throws SluiceError `fail-closed` when the release or one of its decisions is not what the signed manifest
 *   says: somebody wrote into the database.
 */
export async function readDecisions(
  database: Pick<Database, 'releases'>,
  ring: KeyRing,
  stored: StoredRelease,
): Promise<ReleasedChunk[]> {
  const { release, columns } = stored;
  const manifest = await database.releases.findManifest(release.id, release.revision);
  const { decisions, auditKey } = openManifest(ring, manifest, statedFacts(stored));
  const seal = createDecisionSeal(auditKey, release.publicId);
  const chunks: ReleasedChunk[] = [];
  for await (const chunk of database.releases.chunks(release.id)) {
    const packed = packDecisions(chunk, (release.decisions ?? []) as StoredDecision[]);
    seal.add(chunk, packed);
    chunks.push({ seq: chunk.seq, released: packed.outcomes.map((outcome) => Number(outcome === RELEASE)) });
  }
  const { revision, firstExpiryAt } = release;
  if (seal.digest({ revision, snapshot: release.snapshot ?? '', firstExpiryAt, columns }) !== decisions) {
    throw new SluiceError('fail-closed', {
      detail: 'The decisions of a release are not those that were made.',
    });
  }
  return chunks;
}

function statedFacts({ release, list, sender }: StoredRelease): StatedFacts {
  // A release without these was never decided; no manifest says so either.
  const never = new Date(0);
  return {
    release: release.publicId,
    revision: release.revision,
    list: list.publicId,
    sender: sender.publicId,
    stream: sender.stream,
    declaration: release.declaration as JsonObject,
    policy: release.policyVersion,
    decidedAt: release.decidedAt ?? never,
    expiresAt: release.expiresAt ?? never,
    rows: release.rows,
    counts: release.counts ?? {},
    reasons: release.reasons ?? {},
  };
}
