// The data keys of lists and records: made, wrapped into the database, opened and kept in memory for a while.
import type { Database, Repositories } from '../../db/database.ts';
import { SluiceError } from '../errors.ts';
import { createDataKey, unwrapDataKey, wrapDataKey } from '../vault/data-key.ts';
import { type DataKey, sealedKeyId } from '../vault/envelope.ts';
import { activeKey, findReadingKey } from '../vault/key-ring.ts';
import type { RingHolder } from '../vault/ring-holder.ts';
import type { KeyOwner } from '../vault/seal-identity.ts';

export type DataKeys = ReturnType<typeof createDataKeys>;

/** Keys of lists held open at most; the oldest is dropped first. */
const OPEN_LISTS_MAX = 200;
/** Single records of this epoch share one data key. */
const RECORDS_OWNER = { purpose: 'records', ownerId: 'records' } as const;

export function createDataKeys(rings: RingHolder, database: Database) {
  const open = new Map<string, DataKey>();
  let records: Promise<DataKey> | null = null;
  // Another process may have deleted a list, or destroyed an epoch: what it sealed is forgotten here too.
  rings.whenRead(() => open.clear());

  async function insert(tx: Repositories, owner: KeyOwner) {
    const ring = rings.current();
    const dataKey = createDataKey();
    const ringKeyId = activeKey(ring, owner.purpose).id;
    if (!(await tx.vault.holdRingKey(owner.purpose, ringKeyId))) throw new EpochOver();
    const wrapped = wrapDataKey(ring, owner, dataKey);
    await tx.vault.insertDataKey({ id: dataKey.id, purpose: owner.purpose, ringKeyId, wrapped });
    return dataKey;
  }

  /** Opens a stored key; null when it was destroyed. A rotation may have wrapped it anew. */
  async function find(id: string, owner: KeyOwner): Promise<DataKey | null> {
    let row = await database.vault.findDataKey(id);
    if (row?.wrapped && findReadingKey(rings.current(), owner.purpose, sealedKeyId(row.wrapped)) === null) {
      await rings.refresh();
      row = await database.vault.findDataKey(id);
    }
    return row?.wrapped ? unwrapDataKey(rings.current(), owner, id, row.wrapped) : null;
  }

  async function openRecordsKey(): Promise<DataKey> {
    const ring = rings.current();
    const ringKeyId = activeKey(ring, 'records').id;
    return database.transaction(async (tx) => {
      // Two processes that start at once agree on one key.
      await tx.vault.lockRing();
      const row = await tx.vault.findRecordsKey(ringKeyId);
      return row?.wrapped
        ? unwrapDataKey(ring, RECORDS_OWNER, row.id, row.wrapped)
        : insert(tx, RECORDS_OWNER);
    });
  }

  return {
    /**
     * Makes the key of a new list, in one transaction with what `make` does. That is done again when the epoch
     * in memory was destroyed meanwhile: nothing may be wrapped under a key that is on its way out.
     */
    async makeForList<T>(
      listPublicId: string,
      make: (tx: Repositories, dataKey: DataKey) => Promise<T>,
    ): Promise<T> {
      const once = () =>
        database.transaction(async (tx) =>
          make(tx, await insert(tx, { purpose: 'lists', ownerId: listPublicId })),
        );
      try {
        return await once();
      } catch (thrown) {
        if (!(thrown instanceof EpochOver)) throw thrown;
        await rings.refresh();
        return once();
      }
    },

    /**
     * Opens the key of a list.
     *
     * @throws SluiceError `list-deleted` when it was destroyed, `fail-closed` when it does not open.
     */
    async ofList(list: {
      publicId: string;
      dataKeyId: string | null;
      deletedAt: Date | null;
    }): Promise<DataKey> {
      // Another process may have destroyed the key that is still open here.
      if (list.deletedAt) throw new SluiceError('list-deleted');
      const held = open.get(list.publicId);
      if (held) return held;
      const owner = { purpose: 'lists', ownerId: list.publicId } as const;
      const dataKey = list.dataKeyId ? await find(list.dataKeyId, owner) : null;
      if (!dataKey) throw new SluiceError('list-deleted');
      if (open.size >= OPEN_LISTS_MAX) open.delete(open.keys().next().value ?? '');
      open.set(list.publicId, dataKey);
      return dataKey;
    },

    forget(listPublicId: string): void {
      open.delete(listPublicId);
    },

    /** The key for single records: domains, names, consent details. */
    async forRecords(): Promise<DataKey> {
      records ??= openRecordsKey().catch((thrown) => {
        records = null;
        throw thrown;
      });
      return records;
    },

    /** Opens a records key of any epoch by its id, for what was sealed under it. */
    async recordsKey(id: string): Promise<DataKey> {
      const current = await this.forRecords();
      if (current.id === id) return current;
      const dataKey = await find(id, RECORDS_OWNER);
      if (!dataKey) throw new SluiceError('fail-closed', { detail: 'The key of a record is gone.' });
      return dataKey;
    },
  };
}

/** The active epoch in memory is not the database's any more. Where it stays so, the key file is not ours. */
class EpochOver extends SluiceError {
  constructor() {
    super('key-ring-mismatch', { detail: 'The active key in memory was destroyed by a rotation.' });
  }
}
