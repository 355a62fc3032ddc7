// Chunks of a list: sealed rows in, packed results beside them.
import { and, asc, count, eq, gte, inArray, sql } from 'drizzle-orm';
import type { Orm } from '../connect.ts';
import { listChunks } from '../schema/lists.ts';

export type ChunkRow = typeof listChunks.$inferSelect;
export type NewChunk = Pick<ChunkRow, 'listId' | 'seq' | 'firstRow' | 'rows' | 'sealed'>;

/** The packed results of one chunk; every buffer holds one entry a row. */
export type ChunkResults = {
  [K in
    | 'addressKeys'
    | 'foldedKeys'
    | 'localFacts'
    | 'domainIds'
    | 'reasons'
    | 'scores'
    | 'toxicities'
    | 'history'
    | 'findings'
    | 'suggestions'
    | 'reasonCounts'
    | 'impersonalReasons'
    | 'impersonalReasonCounts'
    | 'referenceVersions'
    | 'maxCells']: NonNullable<ChunkRow[K]>;
} & Pick<ChunkRow, 'problems'>;

/** What a later answer of the DNS changes. */
export type ChunkVerdicts = Pick<
  ChunkResults,
  | 'reasons'
  | 'scores'
  | 'toxicities'
  | 'findings'
  | 'suggestions'
  | 'reasonCounts'
  | 'impersonalReasons'
  | 'impersonalReasonCounts'
  | 'referenceVersions'
>;

const RESULTS = {
  seq: listChunks.seq,
  firstRow: listChunks.firstRow,
  rows: listChunks.rows,
  addressKeys: listChunks.addressKeys,
  foldedKeys: listChunks.foldedKeys,
  domainIds: listChunks.domainIds,
  reasons: listChunks.reasons,
  toxicities: listChunks.toxicities,
  duplicateOf: listChunks.duplicateOf,
  localFacts: listChunks.localFacts,
  verifiedAt: listChunks.verifiedAt,
} as const;

export function chunkRepository(orm: Orm) {
  const at = (listId: number, seq: number) => and(eq(listChunks.listId, listId), eq(listChunks.seq, seq));

  return {
    async insert(chunk: NewChunk): Promise<void> {
      await orm.insert(listChunks).values({ ...chunk, state: 'queued' });
    },

    async find(listId: number, seq: number): Promise<ChunkRow | null> {
      const found = await orm.select().from(listChunks).where(at(listId, seq));
      return found[0] ?? null;
    },

    /** Stores the results of a chunk once; false when it had been verified before. */
    async saveResults(listId: number, seq: number, results: ChunkResults): Promise<boolean> {
      const saved = await orm
        .update(listChunks)
        .set({ ...results, state: 'verified', verifiedAt: sql`now()` })
        .where(and(at(listId, seq), eq(listChunks.state, 'queued')))
        .returning({ seq: listChunks.seq });
      return saved.length === 1;
    },

    /** Replaces the verdicts of a verified chunk. */
    async saveVerdicts(listId: number, seq: number, verdicts: ChunkVerdicts): Promise<void> {
      await orm
        .update(listChunks)
        .set(verdicts)
        .where(and(at(listId, seq), eq(listChunks.state, 'verified')));
    },

    async saveDuplicates(listId: number, seq: number, duplicateOf: Buffer): Promise<void> {
      await orm.update(listChunks).set({ duplicateOf }).where(at(listId, seq));
    },

    /** Chunks that wait to be verified. */
    async waiting(listId: number): Promise<number> {
      const found = await orm
        .select({ n: count() })
        .from(listChunks)
        .where(and(eq(listChunks.listId, listId), eq(listChunks.state, 'queued')));
      return found[0]?.n ?? 0;
    },

    /** Rows that arrived and rows that are verified, per list. */
    async progress(listIds: readonly number[]): Promise<Map<number, { rows: number; processed: number }>> {
      if (listIds.length === 0) return new Map();
      const found = await orm
        .select({
          listId: listChunks.listId,
          rows: sql<number>`sum(${listChunks.rows})::int`,
          processed: sql<number>`coalesce(sum(${listChunks.rows}) filter (where ${listChunks.state} = 'verified'), 0)::int`,
        })
        .from(listChunks)
        .where(inArray(listChunks.listId, [...listIds]))
        .groupBy(listChunks.listId);
      return new Map(found.map(({ listId, rows, processed }) => [listId, { rows, processed }]));
    },

    /** Sums of the chunks' own counters: verdict reason → rows. */
    async sumReasons(listId: number) {
      const sum = async (
        counts: typeof listChunks.reasonCounts | typeof listChunks.impersonalReasonCounts,
      ) => {
        const found = await orm.execute<{ reason: string; n: number }>(sql`
          SELECT key AS reason, sum(value::int)::int AS n
          FROM list_chunks, jsonb_each_text(${counts}) WHERE list_id = ${listId} GROUP BY key`);
        return Object.fromEntries(found.map(({ reason, n }) => [reason, n])) as Record<string, number>;
      };
      return {
        reasons: await sum(listChunks.reasonCounts),
        impersonalReasons: await sum(listChunks.impersonalReasonCounts),
      };
    },

    /** The different sets of reference lists that the chunks were judged with. */
    async referenceVersions(listId: number): Promise<Record<string, string>[]> {
      const found = await orm
        .selectDistinct({ versions: listChunks.referenceVersions })
        .from(listChunks)
        .where(eq(listChunks.listId, listId));
      return found.flatMap(({ versions }) => (versions ? [versions] : []));
    },

    async maxCells(listId: number): Promise<number> {
      const found = await orm
        .select({ most: sql<number>`coalesce(max(${listChunks.maxCells}), 0)::int` })
        .from(listChunks)
        .where(eq(listChunks.listId, listId));
      return found[0]?.most ?? 0;
    },

    /** Packed results in order, a few chunks at a time, so that memory stays flat. */
    async *results(listId: number, batch = 16) {
      for (let from = 0; ; from += batch) {
        const found = await orm
          .select(RESULTS)
          .from(listChunks)
          .where(
            and(
              eq(listChunks.listId, listId),
              gte(listChunks.seq, from),
              sql`${listChunks.seq} < ${from + batch}`,
            ),
          )
          .orderBy(asc(listChunks.seq));
        yield* found;
        if (found.length < batch) return;
      }
    },

    /** Whole chunks in order, one at a time. */
    async *chunks(listId: number) {
      for (let seq = 0; ; seq += 1) {
        const found = await orm.select().from(listChunks).where(at(listId, seq));
        if (!found[0]) return;
        yield found[0];
      }
    },

    /** `[row, problem index]` pairs of the whole list. */
    async problems(listId: number, limit: number): Promise<[number, number][]> {
      const found = await orm
        .select({ problems: listChunks.problems })
        .from(listChunks)
        .where(and(eq(listChunks.listId, listId), sql`jsonb_array_length(${listChunks.problems}) > 0`))
        .orderBy(asc(listChunks.seq));
      return found.flatMap((chunk) => chunk.problems).slice(0, limit);
    },

    async deleteAll(listId: number): Promise<void> {
      await orm.delete(listChunks).where(eq(listChunks.listId, listId));
    },
  };
}
