// Imports and their reports.
import { eq, sql } from 'drizzle-orm';
import type { Orm } from '../connect.ts';
import { one } from '../rows.ts';
import { imports } from '../schema/imports.ts';

export type ImportRow = typeof imports.$inferSelect;
export type ImportReport = Pick<ImportRow, 'lines' | 'accepted' | 'duplicate' | 'rejectedCount' | 'rejected'>;

export function importRepository(orm: Orm) {
  return {
    async insert(row: Pick<ImportRow, 'publicId' | 'kind' | 'personId'>): Promise<number> {
      const made = await orm
        .insert(imports)
        .values({ ...row, status: 'running' })
        .returning({ id: imports.id });
      return one(made).id;
    },

    async complete(id: number, report: ImportReport): Promise<void> {
      await orm
        .update(imports)
        .set({ ...report, status: 'completed', completedAt: sql`now()` })
        .where(eq(imports.id, id));
    },

    async fail(id: number): Promise<void> {
      await orm.update(imports).set({ status: 'failed', completedAt: sql`now()` }).where(eq(imports.id, id));
    },

    async find(publicId: string): Promise<ImportRow | null> {
      return (await orm.select().from(imports).where(eq(imports.publicId, publicId)))[0] ?? null;
    },

    /** Imports that are still being read; a release waits for them. One whose process died does not count. */
    async running(): Promise<number> {
      const found = await orm.execute<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM imports WHERE status = 'running' AND created_at > now() - interval '1 hour'`,
      );
      return found[0]?.n ?? 0;
    },
  };
}
