// The database's side of the vault: which ring it belongs to, and the wrapped data keys.
import { eq, sql } from 'drizzle-orm';
import type { Orm } from '../connect.ts';
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
