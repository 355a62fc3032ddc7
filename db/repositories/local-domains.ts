// Domains that the organisation allows or blocks, found by keyed hash.
import { and, asc, inArray, isNull, sql } from 'drizzle-orm';
import type { LocalList } from '../../src/model/own-lists.ts';
import type { Orm } from '../connect.ts';
import { domains } from '../schema/domains.ts';
import { localDomains } from '../schema/own-lists.ts';

export type LocalDomainRow = Omit<typeof localDomains.$inferSelect, 'list'> & { readonly list: LocalList };
export type NewLocalDomain = Pick<
  LocalDomainRow,
  'domainKey' | 'keyVersion' | 'list' | 'sealed' | 'dataKeyId' | 'personId'
>;

/**
 * The local list that a row of `domains` is on, for a select from that table: the entry for the domain itself or
 * the nearest domain above it. Nothing is searched while no list has an entry.
 */
export const LOCAL_LIST = sql<LocalList | null>`CASE
  WHEN EXISTS (SELECT FROM local_domains WHERE removed_at IS NULL) THEN (
    SELECT l.list FROM unnest(${domains.ancestorKeys}) WITH ORDINALITY AS above (key, depth)
    JOIN local_domains l ON l.domain_key = decode(above.key, 'hex') AND l.removed_at IS NULL
    ORDER BY above.depth LIMIT 1)
END`;

export function localDomainRepository(orm: Orm) {
  const inForce = isNull(localDomains.removedAt);

  return {
    /** Changes are made by one transaction at a time, so that a domain is never on two lists. */
    async lock(): Promise<void> {
      await orm.execute(sql`SELECT pg_advisory_xact_lock(hashtext('sluice local lists'))`);
    },

    /** Every entry in force, in the order in which they were added. */
    async list(): Promise<LocalDomainRow[]> {
      return (await orm
        .select()
        .from(localDomains)
        .where(inForce)
        .orderBy(asc(localDomains.id))) as LocalDomainRow[];
    },

    async insert(rows: readonly NewLocalDomain[]): Promise<void> {
      if (rows.length > 0) await orm.insert(localDomains).values([...rows]);
    },

    /** Ends the entries of some domains; how many there were. */
    async remove(keys: readonly Buffer[]): Promise<number> {
      if (keys.length === 0) return 0;
      const removed = await orm
        .update(localDomains)
        .set({ removedAt: sql`now()` })
        .where(and(inArray(localDomains.domainKey, [...keys]), inForce))
        .returning({ id: localDomains.id });
      return removed.length;
    },

    /** The day (UTC) on which each list changed last; a list that never had an entry is not there. */
    async versions(): Promise<{ list: LocalList; version: string }[]> {
      const rows = await orm.execute<{ list: LocalList; version: string }>(sql`
        SELECT list, to_char(max(greatest(added_at, removed_at)) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS version
        FROM local_domains GROUP BY list ORDER BY list`);
      return rows.map(({ list, version }) => ({ list, version }));
    },
  };
}
