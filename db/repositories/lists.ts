// Lists: one row an upload, from its first byte to the destruction of its key.
import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { ListState } from '../../src/model/list.ts';
import type { Orm } from '../connect.ts';
import { one } from '../rows.ts';
import { lists } from '../schema/lists.ts';

export type ListRow = Omit<typeof lists.$inferSelect, 'status'> & { status: ListState };
export type NewList = Pick<
  typeof lists.$inferInsert,
  'publicId' | 'source' | 'dataKeyId' | 'sealedName' | 'personId'
>;

/** What a revision says of the verdicts, and what is the same in every revision. */
type Judged = {
  [K in 'counts' | 'reasons' | 'impersonalReasons' | 'referenceVersions']: NonNullable<ListRow[K]>;
};
type Fixed = Pick<ListRow, 'duplicates' | 'maxCells'>;

/** Where each state may be entered from; any other move is refused by the database statement itself. */
const ENTERED_FROM = {
  queued: ['receiving'],
  running: ['queued'],
  completed: ['queued', 'running'],
  failed: ['receiving', 'queued', 'running'],
  cancelled: ['receiving', 'queued', 'running'],
} as const satisfies Partial<Record<ListState, readonly ListState[]>>;

export function listRepository(orm: Orm) {
  const rows = () => orm.select().from(lists).$dynamic();

  return {
    /** Starts a list in `receiving`. */
    async insert(list: NewList): Promise<number> {
      const made = await orm
        .insert(lists)
        .values({ ...list, status: 'receiving' })
        .returning({ id: lists.id });
      return one(made).id;
    },

    async find(publicId: string): Promise<ListRow | null> {
      const found = await rows().where(and(eq(lists.publicId, publicId), isNull(lists.deletedAt)));
      return (found[0] as ListRow | undefined) ?? null;
    },

    async get(id: number): Promise<ListRow> {
      return one(await rows().where(eq(lists.id, id))) as ListRow;
    },

    /** Holds the list's row until the transaction ends, so that only one chunk can be the last. */
    async lock(id: number): Promise<ListRow> {
      return one(await orm.select().from(lists).where(eq(lists.id, id)).for('update')) as ListRow;
    },

    /** The newest lists that were not deleted. */
    async page(limit: number): Promise<ListRow[]> {
      return (await rows().where(isNull(lists.deletedAt)).orderBy(desc(lists.id)).limit(limit)) as ListRow[];
    },

    async setLayout(id: number, sealedLayout: Buffer): Promise<void> {
      await orm.update(lists).set({ sealedLayout }).where(eq(lists.id, id));
    },

    /** The last chunk is in: the trailer says how many there are, so a cut list can never look whole. */
    async endIntake(id: number, end: { rows: number; chunks: number; sealedTrailer: Buffer }): Promise<void> {
      await orm.update(lists).set(end).where(eq(lists.id, id));
    },

    /** Moves the list to a state; false when it is not in a state that leads there. */
    async move(id: number, to: keyof typeof ENTERED_FROM, failure: string | null = null): Promise<boolean> {
      const moved = await orm
        .update(lists)
        .set({ status: to, failure, ...(to === 'completed' ? { completedAt: sql`now()` } : {}) })
        .where(and(eq(lists.id, id), inArray(lists.status, [...ENTERED_FROM[to]])))
        .returning({ id: lists.id });
      return moved.length === 1;
    },

    /** The totals of a new revision. */
    async setTotals(id: number, totals: Partial<Fixed> & Judged): Promise<void> {
      await orm
        .update(lists)
        .set({ ...totals, verifiedAt: sql`now()`, revision: sql`${lists.revision} + 1` })
        .where(eq(lists.id, id));
    },

    /** Marks a list deleted; its chunks and its data key are removed by their own repositories. */
    async markDeleted(id: number): Promise<void> {
      await orm
        .update(lists)
        .set({ deletedAt: sql`now()`, sealedName: Buffer.alloc(0), sealedLayout: null, sealedTrailer: null })
        .where(eq(lists.id, id));
    },

    /** Lists whose upload has had no new chunk for the given time: their sender is gone. */
    async abandoned(idleSeconds: number): Promise<number[]> {
      const found = await orm.execute<{ id: number }>(sql`
        SELECT l.id::int AS id FROM lists l
        WHERE l.status = 'receiving' AND l.created_at < now() - make_interval(secs => ${idleSeconds})
          AND NOT EXISTS (
            SELECT FROM list_chunks c
            WHERE c.list_id = l.id AND c.created_at > now() - make_interval(secs => ${idleSeconds}))`);
      return found.map((row) => Number(row.id));
    },
  };
}
