// The rotation of epochs: a new key for the keys of lists, the living ones moved to it, the oldest destroyed.
import type { Database, Repositories } from '../../db/database.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import type { Actor } from '../model/actor.ts';
import { openOwnRing } from '../vault/adopt-ring.ts';
import { unwrapDataKey, wrapDataKey } from '../vault/data-key.ts';
import { dueEpochs, inState, isYoung, withNewEpoch, withoutEpochs } from '../vault/epochs.ts';
import { replaceKeyFile } from '../vault/key-file.ts';
import { removeDrafts } from '../vault/key-file-draft.ts';
import { activeKey, type KeyRing } from '../vault/key-ring.ts';

/** What is behind when the rotation goes on; whatever ends it there, another one finishes it. */
export const ROTATION_STEPS = [
  'epoch-written',
  'epoch-known',
  'lists-moved',
  'epochs-retired',
  'epochs-forgotten',
  'epochs-destroyed',
] as const;
export type RotationStep = (typeof ROTATION_STEPS)[number];

export interface RotationOptions {
  readonly database: Database;
  readonly keyFile: string;
  readonly actor: Actor;
  /** The instant that ages are counted to. */
  readonly now: Date;
  /** Open an epoch however young the active one is. @default false */
  readonly force?: boolean;
  /** Told after each step; what it throws ends the rotation there. */
  readonly onStep?: (step: RotationStep) => void;
}

export interface RotationReport {
  /** True when a new epoch is active. */
  readonly opened: boolean;
  /** Keys of living lists that were wrapped anew. */
  readonly moved: number;
  /** Keys of living lists that do not open; they stay, and with them their epoch. */
  readonly stuck: number;
  /** Ids of the epochs that are no more. */
  readonly destroyed: readonly string[];
}

/** Keys that are moved in one transaction. */
const SET = 200;

/**
 * Rotates the epochs of lists. The rule for a job that runs every night: a new epoch is opened, unless the
 * active one is younger than 20 hours; the key of every living list is wrapped under the active epoch; an epoch
 * is destroyed as soon as it is 35 days old and wraps nothing. So the key of a list that was deleted, which WAL
 * and backups still hold wrapped, can be opened by nobody from 36 days after the deletion on, and a backup of
 * list data is of use for 34 days.
 *
 * The order holds at every instant that each key which wraps something is in the file: a key is in the file
 * before the database knows it, known before it wraps, and leaves only when it wraps nothing. Ended anywhere and
 * run again, a rotation comes to the same end. One runs at a time; another one waits.
 *
 * @throws SluiceError `key-ring-mismatch`, `key-file-unsafe`, `database-unavailable`
 */
export async function rotateKeys(options: RotationOptions): Promise<RotationReport> {
  return options.database.transaction(async (alone) => {
    await alone.vault.lockRotation();
    const opened = await openEpoch(options, alone);
    const { moved, stuck } = await moveLists(options);
    const destroyed = await destroyEpochs(options, alone);
    return { opened, moved, stuck, destroyed };
  });
}

/** What a rotation would do now, if every key opens. */
export async function planRotation(
  options: Pick<RotationOptions, 'database' | 'keyFile' | 'now' | 'force'>,
): Promise<RotationReport> {
  const { database, keyFile, now, force } = options;
  return database.transaction(async (tx) => {
    const ring = await openOwnRing(keyFile, tx.vault);
    const wrapped = await tx.vault.countWrapped();
    const opened = force || !isYoung(ring, now);
    const next = opened ? withNewEpoch(ring, now) : ring;
    const left = next.keys.lists.filter(({ state }) => state !== 'active');
    const moved = left.reduce((sum, { id }) => sum + (wrapped.get(id) ?? 0), 0);
    return { opened, moved, stuck: 0, destroyed: dueEpochs(next, new Map(), now).map(({ id }) => id) };
  });
}

/** The file first, then the database: nothing is wrapped under a key that a crash could take away. */
async function openEpoch(
  { database, keyFile, actor, now, force, onStep }: RotationOptions,
  alone: Repositories,
): Promise<boolean> {
  const opened = await database.transaction(async (tx) => {
    const ring = await openOwnRing(keyFile, tx.vault);
    await removeDrafts(keyFile);
    if (!force && isYoung(ring, now)) return false;
    await replaceKeyFile(keyFile, withNewEpoch(ring, now), alone.vault.lockRotation);
    onStep?.('epoch-written');
    const next = await openOwnRing(keyFile, tx.vault);
    await tx.audit.insert(actor, auditEvent('epoch.open', activeKey(next, 'lists').id));
    return true;
  });
  if (opened) onStep?.('epoch-known');
  return opened;
}

/** Wraps the keys of living lists under the active epoch, set by set. */
async function moveLists({ database, keyFile, onStep }: RotationOptions) {
  const ring = await database.transaction((tx) => openOwnRing(keyFile, tx.vault));
  const total = { moved: 0, stuck: 0 };
  for (let after: string | null = null; ; ) {
    const set = await database.transaction((tx) => moveSet(tx, ring, after));
    if (set.last === null) return total;
    total.moved += set.moved;
    total.stuck += set.stuck;
    after = set.last;
    onStep?.('lists-moved');
  }
}

async function moveSet(tx: Repositories, ring: KeyRing, after: string | null) {
  const active = activeKey(ring, 'lists').id;
  if (!(await tx.vault.holdRingKey('lists', active))) throw new SluiceError('key-ring-mismatch');
  const rows = await tx.vault.lockListKeysOutside(active, after, SET);
  // A list that came under an epoch while that was being retired is read here, and nowhere else.
  const readable = inState(ring, new Set(idsIn(ring, 'retired')), 'lookup');
  let stuck = 0;
  for (const { id, wrapped, listPublicId } of rows) {
    const owner = { purpose: 'lists', ownerId: listPublicId } as const;
    try {
      const dataKey = unwrapDataKey(readable, owner, id, wrapped ?? Buffer.alloc(0));
      await tx.vault.rewrapDataKey(id, active, wrapDataKey(ring, owner, dataKey));
    } catch (thrown) {
      if (!(thrown instanceof SluiceError && thrown.code === 'fail-closed')) throw thrown;
      stuck += 1;
    }
  }
  return { moved: rows.length - stuck, stuck, last: rows.at(-1)?.id ?? null };
}

/**
 * Destroys what is due. In the file a key is first retired, so that the file of an interrupted rotation is told
 * from an older one; then the database forgets it, and then its bytes go.
 */
async function destroyEpochs(
  { database, keyFile, actor, now, onStep }: RotationOptions,
  alone: Repositories,
): Promise<string[]> {
  const forgot = await database.transaction(async (tx) => {
    const ring = await openOwnRing(keyFile, tx.vault);
    await tx.vault.lockRingKeys([...idsIn(ring, 'lookup'), ...idsIn(ring, 'retired')]);
    const known = new Set((await tx.vault.checkRows()).map(({ keyId }) => keyId));
    const due = dueEpochs(ring, await tx.vault.countWrapped(), now)
      .map(({ id }) => id)
      .filter((id) => known.has(id));
    if (due.length === 0) return false;
    await replaceKeyFile(keyFile, inState(ring, new Set(due), 'retired'), alone.vault.lockRotation);
    onStep?.('epochs-retired');
    await tx.vault.deleteCheckRows(due);
    for (const id of due) await tx.audit.insert(actor, auditEvent('epoch.destroy', id));
    return true;
  });
  if (forgot) onStep?.('epochs-forgotten');
  const destroyed = await database.transaction(async (tx) => {
    const ring = await openOwnRing(keyFile, tx.vault);
    const known = new Set((await tx.vault.checkRows()).map(({ keyId }) => keyId));
    const left = idsIn(ring, 'retired').filter((id) => !known.has(id));
    if (left.length > 0)
      await replaceKeyFile(keyFile, withoutEpochs(ring, new Set(left)), alone.vault.lockRotation);
    return left;
  });
  if (destroyed.length > 0) onStep?.('epochs-destroyed');
  return destroyed;
}

function idsIn(ring: KeyRing, state: 'lookup' | 'retired'): string[] {
  return ring.keys.lists.filter((key) => key.state === state).map(({ id }) => id);
}
