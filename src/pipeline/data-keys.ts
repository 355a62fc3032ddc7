// The data keys of lists and records: made, wrapped into the database, opened and kept in memory for a while.
import type { Database, Repositories } from '../../db/database.ts';
import { SluiceError } from '../errors.ts';
import { createDataKey, unwrapDataKey, wrapDataKey } from '../vault/data-key.ts';
import type { DataKey } from '../vault/envelope.ts';
import { activeKey, type KeyRing } from '../vault/key-ring.ts';

export type DataKeys = ReturnType<typeof createDataKeys>;

/** Keys of lists held open at most; the oldest is dropped first. */
const OPEN_LISTS_MAX = 200;
/** Single records of this epoch share one data key. */
const RECORDS_OWNER = { purpose: 'records', ownerId: 'records' } as const;

export function createDataKeys(ring: KeyRing, database: Database) {
  const open = new Map<string, DataKey>();
  let records: Promise<DataKey> | null = null;

  async function insert(tx: Repositories, owner: { purpose: 'lists' | 'records'; ownerId: string }) {
    const dataKey = createDataKey();
    const ringKeyId = activeKey(ring, owner.purpose).id;
    const wrapped = wrapDataKey(ring, owner, dataKey);
    await tx.vault.insertDataKey({ id: dataKey.id, purpose: owner.purpose, ringKeyId, wrapped });
    return dataKey;
  }

  async function openRecordsKey(): Promise<DataKey> {
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
    /** Makes the key of a new list, inside the transaction that makes the list. */
    async makeForList(tx: Repositories, listPublicId: string): Promise<DataKey> {
      return insert(tx, { purpose: 'lists', ownerId: listPublicId });
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
      const row = list.dataKeyId ? await database.vault.findDataKey(list.dataKeyId) : null;
      if (!row?.wrapped) throw new SluiceError('list-deleted');
      const owner = { purpose: 'lists', ownerId: list.publicId } as const;
      const dataKey = unwrapDataKey(ring, owner, row.id, row.wrapped);
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
      const row = await database.vault.findDataKey(id);
      if (!row?.wrapped) throw new SluiceError('fail-closed', { detail: 'The key of a record is gone.' });
      return unwrapDataKey(ring, RECORDS_OWNER, row.id, row.wrapped);
    },
  };
}
