// The database's side of the vault: which ring it belongs to, and the wrapped data keys.
import { and, count, eq, gt, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { Orm } from '../connect.ts';
import { lists } from '../schema/lists.ts';
import { dataKeys, keyCheck } from '../schema/vault.ts';

export type KeyCheckRow = typeof keyCheck.$inferSelect;
export type DataKeyRow = typeof dataKeys.$inferSelect;

export function vaultRepository(orm: Orm) {
  return {
    async checkRows(): Promise<KeyCheckRow[]> {
      return orm.select().from(keyCheck);
    },

    /** The database adopts a ring; serialised, so that two first starts cannot adopt two. */
    async lockRing(): Promise<void> {
      await orm.execute(sql`SELECT pg_advisory_xact_lock(hashtext('sluice ring'))`);
    },

    /** One rotation at a time, on whatever machine; asked again it tells whether the lock is still held. */
    async lockRotation(): Promise<void> {
      await orm.execute(sql`SELECT pg_advisory_xact_lock(hashtext('sluice rotation'))`);
    },

    /** True when anything stands in the database that was made under some ring. */
    async holdsData(): Promise<boolean> {
      const rows = await orm.execute<{ held: boolean }>(sql`
        SELECT EXISTS (SELECT FROM data_keys) OR EXISTS (SELECT FROM suppressions) OR EXISTS (SELECT FROM consents)
          OR EXISTS (SELECT FROM contacts) AS held`);
      return rows[0]?.held ?? true;
    },

    async insertCheckRows(rows: readonly KeyCheckRow[]): Promise<void> {
      await orm.insert(keyCheck).values([...rows]);
    },

    async deleteCheckRows(keyIds: readonly string[]): Promise<void> {
      await orm.delete(keyCheck).where(inArray(keyCheck.keyId, [...keyIds]));
    },

    /** From here to the end of the transaction nothing new is wrapped under these ring keys. */
    async lockRingKeys(keyIds: readonly string[]): Promise<void> {
      await orm
        .select({ id: keyCheck.keyId })
        .from(keyCheck)
        .where(inArray(keyCheck.keyId, [...keyIds]))
        .orderBy(keyCheck.keyId)
        .for('update');
    },

    /** Keeps a ring key from being destroyed until the transaction ends; false when it was already. */
    async holdRingKey(purpose: string, keyId: string): Promise<boolean> {
      const held = await orm
        .select({ id: keyCheck.keyId })
        .from(keyCheck)
        .where(and(eq(keyCheck.purpose, purpose), eq(keyCheck.keyId, keyId)))
        .for('key share');
      return held.length === 1;
    },

    /** Living data keys by the id of the ring key that wraps them. */
    async countWrapped(): Promise<Map<string, number>> {
      const rows = await orm
        .select({ ringKeyId: dataKeys.ringKeyId, living: count() })
        .from(dataKeys)
        .where(isNotNull(dataKeys.wrapped))
        .groupBy(dataKeys.ringKeyId);
      return new Map(rows.map(({ ringKeyId, living }) => [ringKeyId, living]));
    },

    /**
     * Keys of living lists that another ring key than this one wraps, in the order of their ids, held until the
     * transaction ends.
     *
     * @param after id of the last one that was seen; null from the beginning
     */
    async lockListKeysOutside(ringKeyId: string, after: string | null, limit: number) {
      return orm
        .select({ id: dataKeys.id, wrapped: dataKeys.wrapped, listPublicId: lists.publicId })
        .from(dataKeys)
        .innerJoin(lists, eq(lists.dataKeyId, dataKeys.id))
        .where(
          and(
            eq(dataKeys.purpose, 'lists'),
            ne(dataKeys.ringKeyId, ringKeyId),
            isNotNull(dataKeys.wrapped),
            after === null ? undefined : gt(dataKeys.id, after),
          ),
        )
        .orderBy(dataKeys.id)
        .limit(limit)
        .for('no key update', { of: dataKeys });
    },

    /** The same data key under another ring key. */
    async rewrapDataKey(id: string, ringKeyId: string, wrapped: Buffer): Promise<void> {
      await orm.update(dataKeys).set({ ringKeyId, wrapped }).where(eq(dataKeys.id, id));
    },

    async insertDataKey(key: Pick<DataKeyRow, 'id' | 'purpose' | 'ringKeyId' | 'wrapped'>): Promise<void> {
      await orm.insert(dataKeys).values(key);
    },

    async findDataKey(id: string): Promise<DataKeyRow | null> {
      const found = await orm.select().from(dataKeys).where(eq(dataKeys.id, id));
      return found[0] ?? null;
    },

    /** The data key for single records under the given ring key, if one was made. */
    async findRecordsKey(ringKeyId: string): Promise<DataKeyRow | null> {
      const found = await orm
        .select()
        .from(dataKeys)
        .where(sql`${dataKeys.purpose} = 'records' AND ${dataKeys.ringKeyId} = ${ringKeyId}`)
        .orderBy(dataKeys.createdAt)
        .limit(1);
      return found[0] ?? null;
    },

    /** What the key sealed cannot be opened by the service from now on. */
    async destroyDataKey(id: string): Promise<void> {
      await orm.update(dataKeys).set({ wrapped: null, destroyedAt: sql`now()` }).where(eq(dataKeys.id, id));
    },
  };
}
