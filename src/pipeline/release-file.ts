// A download of a released file: refused when it is stale, else made anew from chunks and decisions.
import type { Database } from '../../db/database.ts';
import type { ReleaseRow } from '../../db/repositories/releases.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import type { Actor } from '../model/actor.ts';
import type { KeyRing } from '../vault/key-ring.ts';
import { assertClockSure } from './clock.ts';
import type { DataKeys } from './data-keys.ts';
import { openWords } from './declared-words.ts';
import { openLayout } from './layout-record.ts';
import { releasedFile } from './release-rows.ts';
import { assertFresh } from './release-staleness.ts';
import { readDecisions } from './stored-decisions.ts';
import type { Threads } from './threads.ts';

export interface ReleaseFileOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly threads: Threads;
  readonly ring: KeyRing;
}

type FoundRelease = ReleaseRow & { readonly expired: boolean };

/**
 * The file of a release that is ready. Whether it is stale is looked at when its first bytes are asked for.
 *
 * @throws SluiceError `release-not-ready`, `release-held`, `release-expired`, `clock-unsure`, `list-deleted`, `fail-closed` when
 *   what is stored is not what was decided; while reading `release-stale` in place of the first byte, `list-deleted`
 */
export async function openReleaseFile(
  actor: Actor,
  release: FoundRelease,
  options: ReleaseFileOptions,
): Promise<{ bytes: AsyncIterable<Uint8Array>; revision: number }> {
  assertFetchable(release);
  await assertClockSure(options.database.audit);
  const { database, keys, threads, ring } = options;
  const list = await database.lists.get(release.listId);
  // Another process may have destroyed the key that this one still holds.
  if (list.deletedAt) throw new SluiceError('list-deleted');
  const dataKey = await keys.ofList(list);
  const words = openWords(dataKey, release.publicId, release.sealedWords);
  const layout = openLayout(dataKey, list.publicId, list.sealedLayout ?? Buffer.alloc(0));
  const policy = await database.releases.getPolicy(release.policyVersion);
  const columns = words.columns ?? policy.releasedColumns;
  const source = { listId: list.id, publicId: list.publicId, dataKey, layout, columns };
  const sender = await database.releases.getSender(release.senderId);
  const decided = await readDecisions(database, ring, { release, list, sender, columns });
  const file = releasedFile(database, threads, source, decided);
  const bytes = lookedAt(file, () => look(actor, release, database));
  return { bytes, revision: release.revision };
}

/** Parts of the file that are made before the look: its header and its first rows. */
const PARTS_AHEAD = 2;

/**
 * The file, with a look taken when its first parts are made: nothing slow stands between the look and the
 * first byte. A download that began after an opt-out was acknowledged therefore holds nothing of that person,
 * however long the threads or the database kept it waiting.
 */
async function* lookedAt(
  file: AsyncGenerator<Uint8Array>,
  look: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    const made: Uint8Array[] = [];
    while (made.length < PARTS_AHEAD) {
      const part = await file.next();
      if (part.done) break;
      made.push(part.value);
    }
    await look();
    yield* made;
    yield* file;
  } finally {
    await file.return(undefined);
  }
}

/** One snapshot for the whole look; that the file was fetched stands in the journal when it is given out. */
async function look(actor: Actor, release: ReleaseRow, database: Database): Promise<void> {
  await database.snapshot(async (tx, snapshot) => {
    await assertFresh(release, tx, await snapshot.now());
    await tx.audit.insert(
      actor,
      auditEvent('release.fetch', release.publicId, { revision: release.revision }),
    );
  });
}

function assertFetchable(release: FoundRelease): void {
  if (release.status === 'deciding') throw new SluiceError('release-not-ready');
  if (release.status === 'held') throw new SluiceError('release-held');
  if (release.status === 'failed') throw new SluiceError('fail-closed');
  if (release.expired) throw new SluiceError('release-expired');
}
