// Suppressions: an append-only journal, and the masks that a release reads, kept in the same transaction.
import { and, count, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Orm } from '../connect.ts';
import { suppressionState, suppressions } from '../schema/suppressions.ts';

export type NewSuppression = Omit<typeof suppressions.$inferInsert, 'id' | 'createdAt' | 'madeIn'>;
export type SuppressionRow = typeof suppressions.$inferSelect;

/** Bit of a reason in the masks of one stream; 0 where the reason has no effect there. */
export type StreamMasks = (reason: string, scope: string) => { marketing: number; transactional: number };

export function suppressionRepository(orm: Orm) {
  /**
   * States are rebuilt by one transaction at a time: two that rebuilt the same key from what each can see would
   * lose an entry that the other has just made.
   */
  async function lockStates(): Promise<void> {
    await orm.execute(sql`SELECT pg_advisory_xact_lock(hashtext('sluice suppressions'))`);
  }

  /** Recomputes the masks of some keys from the journal's entries that are in force. */
  async function rebuild(keys: readonly Buffer[], masks: StreamMasks): Promise<void> {
    const lifted = sql`NOT EXISTS (SELECT FROM suppressions l WHERE l.lift_of = ${suppressions.id})`;
    const entries = await orm
      .select()
      .from(suppressions)
      .where(
        and(
          inArray(suppressions.matchKey, [...keys]),
          isNull(suppressions.liftOf),
          sql`(${suppressions.expiresAt} IS NULL OR ${suppressions.expiresAt} > now())`,
          lifted,
        ),
      );
    await orm.delete(suppressionState).where(inArray(suppressionState.matchKey, [...keys]));
    const states = foldEntries(entries, masks);
    if (states.length > 0) await orm.insert(suppressionState).values(states);
  }

  return {
    /** Appends entries and rebuilds the state of their keys. */
    async append(entries: readonly NewSuppression[], masks: StreamMasks): Promise<void> {
      for (let from = 0; from < entries.length; from += 1000) {
        const batch = entries.slice(from, from + 1000);
        const keys = distinct(batch.map((entry) => entry.matchKey));
        await lockStates();
        await orm.insert(suppressions).values(batch);
        await rebuild(keys, masks);
      }
    },

    /** Brings states up to date in which an entry has expired, in one transaction; returns how many. */
    async refreshExpired(masks: StreamMasks): Promise<number> {
      await lockStates();
      const due = await orm
        .select({ key: suppressionState.matchKey })
        .from(suppressionState)
        .where(lte(suppressionState.nextChange, sql`now()`))
        .limit(10_000);
      for (let from = 0; from < due.length; from += 1000) {
        await rebuild(distinct(due.slice(from, from + 1000).map((row) => row.key)), masks);
      }
      return due.length;
    },

    /** States in which an entry has expired. */
    async countExpired(): Promise<number> {
      const found = await orm
        .select({ n: count() })
        .from(suppressionState)
        .where(lte(suppressionState.nextChange, sql`now()`));
      return found[0]?.n ?? 0;
    },

    /** Entries of one key, newest first. */
    async listByKey(matchKey: Buffer): Promise<SuppressionRow[]> {
      return orm
        .select()
        .from(suppressions)
        .where(eq(suppressions.matchKey, matchKey))
        .orderBy(sql`${suppressions.id} DESC`);
    },

    /** Entries that the snapshot did not see, whenever their transactions began. */
    async newerThan(snapshot: string): Promise<SuppressionRow[]> {
      return orm
        .select()
        .from(suppressions)
        .where(
          and(
            sql`${suppressions.madeIn} >= pg_snapshot_xmin(${snapshot}::pg_snapshot)`,
            sql`NOT pg_visible_in_snapshot(${suppressions.madeIn}, ${snapshot}::pg_snapshot)`,
          ),
        );
    },

    async hasHashed(): Promise<boolean> {
      const found = await orm
        .select({ key: suppressionState.matchKey })
        .from(suppressionState)
        .where(eq(suppressionState.match, 'hash'))
        .limit(1);
      return found.length > 0;
    },
  };
}

/** One state a key and scope: masks ORed, the earliest expiry kept. */
function foldEntries(entries: readonly SuppressionRow[], masks: StreamMasks) {
  const states = new Map<string, typeof suppressionState.$inferInsert>();
  for (const entry of entries) {
    const bits = masks(entry.reason, entry.scope);
    if (bits.marketing === 0 && bits.transactional === 0) continue;
    const scopeRef = /^(list|sender):/.test(entry.scope) ? entry.scope : '';
    const id = `${entry.matchKey.toString('hex')} ${scopeRef}`;
    const before = states.get(id);
    states.set(id, {
      matchKey: entry.matchKey,
      scopeRef,
      match: entry.match,
      foldedKey: entry.foldedKey,
      marketingMask: (before?.marketingMask ?? 0) | bits.marketing,
      transactionalMask: (before?.transactionalMask ?? 0) | bits.transactional,
      nextChange: earliest(before?.nextChange ?? null, entry.expiresAt),
    });
  }
  return [...states.values()];
}

function earliest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function distinct(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((key) => [key.toString('hex'), key])).values()];
}
