// Whether something newer than a release's snapshot touches its list: then its file is given out no more.
import type { Repositories } from '../../db/database.ts';
import type { ReleaseRow } from '../../db/repositories/releases.ts';
import type { SuppressionRow } from '../../db/repositories/suppressions.ts';
import { SluiceError } from '../errors.ts';
import { suppressionMasks } from '../merge/suppression-masks.ts';
import { INDEX_KEY_BYTES } from '../vault/blind-index.ts';

/**
 * Holds a decision against what came after its snapshot: a suppression, an ended permission, a protected contact
 * or an expiry that touches the list.
 *
 * @param tx repositories that all see one snapshot.
 * @param now the instant of that snapshot, by the database's clock.
 * @throws SluiceError `release-stale`; `fail-closed` for a release that does not say what it saw.
 */
export async function assertFresh(release: ReleaseRow, tx: Repositories, now: Date): Promise<void> {
  const { snapshot, decidedAt, firstExpiryAt } = release;
  if (!snapshot || !decidedAt) throw new SluiceError('fail-closed');
  if (firstExpiryAt && firstExpiryAt <= now) throw stale('A consent has expired.');
  const sender = await tx.releases.getSender(release.senderId);
  const list = await tx.lists.get(release.listId);
  const scopes = [`list:${list.publicId}`, `sender:${sender.publicId}`];
  const newer = (await tx.suppressions.newerThan(snapshot)).filter((entry) =>
    reaches(entry, sender.stream, scopes),
  );
  // Whom a domain or a published hash means is decided by a release, not by a download.
  if (newer.some(({ match }) => match !== 'address')) throw stale('A newer suppression may touch the list.');
  const ended = await tx.consents.endedSince(snapshot, decidedAt);
  const keys = new Set<string>();
  for (const entry of newer) {
    keys.add(entry.matchKey.toString('latin1'));
    if (entry.foldedKey) keys.add(entry.foldedKey.toString('latin1'));
  }
  for (const key of ended) keys.add(key.toString('latin1'));
  if (keys.size > 0 && (await listHolds(tx, release.listId, keys))) {
    throw stale('A newer suppression or revocation touches the list.');
  }
}

function reaches({ reason, scope }: SuppressionRow, stream: string, scopes: readonly string[]): boolean {
  const masks = suppressionMasks(reason, scope);
  if ((stream === 'marketing' ? masks.marketing : masks.transactional) === 0) return false;
  return /^(list|sender):/.test(scope) ? scopes.includes(scope) : true;
}

async function listHolds(
  { chunks }: Pick<Repositories, 'chunks'>,
  listId: number,
  keys: ReadonlySet<string>,
): Promise<boolean> {
  for await (const chunk of chunks.results(listId)) {
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
