// Senders, policies, releases, their decisions and signed revisions.
import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { PolicyTerms } from '../../src/model/decision.ts';
import type { Orm } from '../connect.ts';
import { one } from '../rows.ts';
import { policies, releaseChunks, releaseRevisions, releases, senders } from '../schema/releases.ts';

export type SenderRow = typeof senders.$inferSelect;
export type ReleaseRow = typeof releases.$inferSelect;
export type NewRelease = Pick<
  typeof releases.$inferInsert,
  | 'publicId'
  | 'listId'
  | 'listRevision'
  | 'senderId'
  | 'declaration'
  | 'sealedWords'
  | 'policyVersion'
  | 'personId'
>;
export type ReleaseOutcome = Pick<
  ReleaseRow,
  | 'status'
  | 'rows'
  | 'counts'
  | 'reasons'
  | 'listReasons'
  | 'decisions'
  | 'snapshot'
  | 'firstExpiryAt'
  | 'revision'
  | 'decidedAt'
  | 'expiresAt'
>;
export type ReleaseChunkRow = typeof releaseChunks.$inferSelect;

export function releaseRepository(orm: Orm) {
  return {
    async insertSender(
      sender: Pick<SenderRow, 'publicId' | 'name' | 'domain' | 'stream' | 'personId'>,
    ): Promise<void> {
      await orm.insert(senders).values(sender);
    },

    async findSender(publicId: string): Promise<SenderRow | null> {
      return (await orm.select().from(senders).where(eq(senders.publicId, publicId)))[0] ?? null;
    },

    async getSender(id: number): Promise<SenderRow> {
      return one(await orm.select().from(senders).where(eq(senders.id, id)));
    },

    async listSenders(): Promise<SenderRow[]> {
      return orm.select().from(senders).orderBy(asc(senders.id));
    },

    /** The newest approved policy. */
    async currentPolicy(): Promise<PolicyTerms> {
      const found = await orm.select().from(policies).orderBy(desc(policies.approvedAt)).limit(1);
      return one(found).terms as PolicyTerms;
    },

    async getPolicy(version: string): Promise<PolicyTerms> {
      return one(await orm.select().from(policies).where(eq(policies.version, version))).terms as PolicyTerms;
    },

    async insert(release: NewRelease): Promise<number> {
      const made = await orm
        .insert(releases)
        .values({ ...release, status: 'deciding' })
        .returning({ id: releases.id });
      return one(made).id;
    },

    /** The release, and whether its time is over by the database's clock. */
    async find(publicId: string): Promise<(ReleaseRow & { expired: boolean }) | null> {
      const found = await orm
        .select({ release: releases, expired: sql<boolean>`coalesce(${releases.expiresAt} <= now(), false)` })
        .from(releases)
        .where(eq(releases.publicId, publicId));
      const [row] = found;
      return row ? { ...row.release, expired: row.expired } : null;
    },

    async get(id: number): Promise<ReleaseRow> {
      return one(await orm.select().from(releases).where(eq(releases.id, id)));
    },

    /**
     * The newest first.
     *
     * @param senderIds public ids of the senders whose releases are asked for; null for all
     */
    async listByList(
      listId: number | null,
      senderIds: readonly string[] | null,
      limit: number,
    ): Promise<(ReleaseRow & { expired: boolean })[]> {
      const own =
        senderIds &&
        inArray(
          releases.senderId,
          orm
            .select({ id: senders.id })
            .from(senders)
            .where(inArray(senders.publicId, [...senderIds])),
        );
      const found = await orm
        .select({ release: releases, expired: sql<boolean>`coalesce(${releases.expiresAt} <= now(), false)` })
        .from(releases)
        .where(and(listId === null ? undefined : eq(releases.listId, listId), own ?? undefined))
        .orderBy(desc(releases.id))
        .limit(limit);
      return found.map(({ release, expired }) => ({ ...release, expired }));
    },

    /** Writes the outcome once; false when the release was decided before. */
    async decide(id: number, outcome: ReleaseOutcome): Promise<boolean> {
      const decided = await orm
        .update(releases)
        .set(outcome)
        .where(and(eq(releases.id, id), eq(releases.status, 'deciding')))
        .returning({ id: releases.id });
      return decided.length === 1;
    },

    /** True while a release of the list is being decided. */
    async isDeciding(listId: number): Promise<boolean> {
      const found = await orm
        .select({ id: releases.id })
        .from(releases)
        .where(and(eq(releases.listId, listId), eq(releases.status, 'deciding')))
        .limit(1);
      return found.length > 0;
    },

    async fail(id: number, failure: string): Promise<void> {
      await orm
        .update(releases)
        .set({ status: 'failed', failure })
        .where(and(eq(releases.id, id), eq(releases.status, 'deciding')));
    },

    async insertChunk(chunk: ReleaseChunkRow): Promise<void> {
      await orm.insert(releaseChunks).values(chunk);
    },

    /** Decisions in order, one chunk at a time. */
    async *chunks(releaseId: number) {
      let after = -1;
      for (;;) {
        const found = await orm
          .select()
          .from(releaseChunks)
          .where(and(eq(releaseChunks.releaseId, releaseId), gt(releaseChunks.seq, after)))
          .orderBy(asc(releaseChunks.seq))
          .limit(8);
        yield* found;
        const last = found.at(-1);
        if (!last) return;
        after = last.seq;
      }
    },

    async insertRevision(
      releaseId: number,
      revision: number,
      manifests: { readonly manifest: string; readonly senderManifest: string },
    ): Promise<void> {
      await orm.insert(releaseRevisions).values({ releaseId, revision, ...manifests });
    },

    /** The signed manifest, whole or as senders may see it. */
    async findManifest(
      releaseId: number,
      revision: number,
      column: 'manifest' | 'senderManifest' = 'manifest',
    ): Promise<string | null> {
      const found = await orm
        .select({ manifest: releaseRevisions[column] })
        .from(releaseRevisions)
        .where(and(eq(releaseRevisions.releaseId, releaseId), eq(releaseRevisions.revision, revision)));
      return found[0]?.manifest ?? null;
    },
  };
}
