// A download of a released file: refused when it is stale, else made anew from chunks and decisions.
import type { Database, Repositories } from '../../db/database.ts';
import type { ReleaseRow } from '../../db/repositories/releases.ts';
import type { SuppressionRow } from '../../db/repositories/suppressions.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import { suppressionMasks } from '../merge/suppression-masks.ts';
import type { Actor } from '../model/actor.ts';
import { INDEX_KEY_BYTES } from '../vault/blind-index.ts';
import type { DataKeys } from './data-keys.ts';
import { openWords } from './declared-words.ts';
import { openLayout } from './layout-record.ts';
import { type ReleasedChunk, releasedFile } from './release-rows.ts';
import type { Threads } from './threads.ts';

export interface ReleaseFileOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly threads: Threads;
}

type FoundRelease = ReleaseRow & { readonly expired: boolean };

/**
 * The file of a release that is ready.
 *
 * @throws SluiceError `release-not-ready`, `release-held`, `release-expired`, `release-stale`, `list-deleted`
 */
export async function openReleaseFile(
  actor: Actor,
  release: FoundRelease,
  options: ReleaseFileOptions,
): Promise<{ bytes: AsyncIterable<Uint8Array>; revision: number }> {
  assertFetchable(release);
  const { database, keys, threads } = options;
  const list = await database.lists.get(release.listId);
  // Another process may have destroyed the key that this one still holds.
  if (list.deletedAt) throw new SluiceError('list-deleted');
  const dataKey = await keys.ofList(list);
  await assertFresh(release, options);
  const words = openWords(dataKey, release.publicId, release.sealedWords);
  const layout = openLayout(dataKey, list.publicId, list.sealedLayout ?? Buffer.alloc(0));
  const policy = await database.releases.getPolicy(release.policyVersion);
  const columns = words.columns ?? policy.releasedColumns;
  await database.audit.insert(
    actor,
    auditEvent('release.fetch', release.publicId, { revision: release.revision }),
  );
  const source = { listId: list.id, publicId: list.publicId, dataKey, layout, columns };
  const bytes = releasedFile(database, threads, source, releasedRows(database, release));
  return { bytes, revision: release.revision };
}

function assertFetchable(release: FoundRelease): void {
  if (release.status === 'deciding') throw new SluiceError('release-not-ready');
  if (release.status === 'held') throw new SluiceError('release-held');
  if (release.status === 'failed') throw new SluiceError('fail-closed');
  if (release.expired) throw new SluiceError('release-expired');
}

/** Which rows each chunk releases, from the stored decisions. */
async function* releasedRows(database: Database, release: ReleaseRow): AsyncGenerator<ReleasedChunk> {
  const isReleased = (release.decisions ?? []).map(({ outcome }) => Number(outcome === 'release'));
  for await (const chunk of database.releases.chunks(release.id)) {
    const released = new Uint8Array(chunk.rows);
    for (let at = 0; at < chunk.rows; at += 1) {
      released[at] = isReleased[chunk.decisionIds.readUInt16LE(at * 2)] ?? 0;
    }
    yield { seq: chunk.seq, released };
  }
}

/**
 * Holds the decision against what came after its snapshot: a suppression, an ended permission or an expiry
 * that touches the list makes it stale. The look is taken before the first byte, so no download that began
 * after an opt-out was acknowledged holds that person.
 */
async function assertFresh(release: ReleaseRow, { database }: ReleaseFileOptions): Promise<void> {
  const now = await database.now();
  if (release.firstExpiryAt && release.firstExpiryAt <= now) throw stale('A consent has expired.');
  const sender = await database.releases.getSender(release.senderId);
  const list = await database.lists.get(release.listId);
  const scopes = [`list:${list.publicId}`, `sender:${sender.publicId}`];
  const newer = (await database.suppressions.newerThan(release.snapshot ?? '')).filter((entry) =>
    reaches(entry, sender.stream, scopes),
  );
  // Whom a domain or a published hash means is decided by a release, not by a download.
  if (newer.some(({ match }) => match !== 'address')) throw stale('A newer suppression may touch the list.');
  const ended = await database.consents.endedSince(release.decidedAt ?? now);
  const keys = new Set<string>();
  for (const entry of newer) {
    keys.add(entry.matchKey.toString('latin1'));
    if (entry.foldedKey) keys.add(entry.foldedKey.toString('latin1'));
  }
  for (const key of ended) keys.add(key.toString('latin1'));
  if (keys.size > 0 && (await listHolds(database, release.listId, keys))) {
    throw stale('A newer suppression or revocation touches the list.');
  }
}

function reaches({ reason, scope }: SuppressionRow, stream: string, scopes: readonly string[]): boolean {
  const masks = suppressionMasks(reason, scope);
  if ((stream === 'marketing' ? masks.marketing : masks.transactional) === 0) return false;
  return /^(list|sender):/.test(scope) ? scopes.includes(scope) : true;
}

async function listHolds(
  db: Pick<Repositories, 'chunks'>,
  listId: number,
  keys: ReadonlySet<string>,
): Promise<boolean> {
  for await (const chunk of db.chunks.results(listId)) {
    if (holds(chunk.addressKeys, keys) || holds(chunk.foldedKeys, keys)) return true;
  }
  return false;
}

function holds(packed: Buffer | null, keys: ReadonlySet<string>): boolean {
  const text = packed?.toString('latin1') ?? '';
  for (let at = 0; at < text.length; at += INDEX_KEY_BYTES) {
    if (keys.has(text.slice(at, at + INDEX_KEY_BYTES))) return true;
  }
  return false;
}

function stale(detail: string): SluiceError {
  return new SluiceError('release-stale', { detail });
}
