// Lists that wait for the answer of a domain, until it is there or nobody asks any more.
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Orm } from '../connect.ts';
import { waitingDomains } from '../schema/waiting-domains.ts';
import { UNANSWERED } from './domains.ts';

/** Pairs in one statement at most. */
const BATCH = 5000;

export function waitingDomainRepository(orm: Orm) {
  const pairs = (listId: number, domainIds: readonly number[]) =>
    and(eq(waitingDomains.listId, listId), inArray(waitingDomains.domainId, [...domainIds]));

  return {
    async insert(listId: number, domainIds: readonly number[]): Promise<void> {
      for (let from = 0; from < domainIds.length; from += BATCH) {
        const rows = domainIds.slice(from, from + BATCH).map((domainId) => ({ listId, domainId }));
        await orm.insert(waitingDomains).values(rows).onConflictDoNothing();
      }
    },

    /** Completed lists of which a domain has answered since. */
    async answeredLists(): Promise<number[]> {
      const found = await orm.execute<{ id: number }>(sql`
        SELECT DISTINCT w.list_id::int AS id
        FROM waiting_domains w JOIN domains ON domains.id = w.domain_id JOIN lists l ON l.id = w.list_id
        WHERE NOT (${UNANSWERED}) AND l.status = 'completed' AND l.deleted_at IS NULL
        ORDER BY id`);
      return found.map(({ id }) => id);
    },

    /** Domains of a list that have answered since. */
    async answered(listId: number): Promise<number[]> {
      const found = await orm.execute<{ id: number }>(sql`
        SELECT domains.id FROM waiting_domains w JOIN domains ON domains.id = w.domain_id
        WHERE w.list_id = ${listId} AND NOT (${UNANSWERED})`);
      return found.map(({ id }) => id);
    },

    async delete(listId: number, domainIds: readonly number[]): Promise<void> {
      for (let from = 0; from < domainIds.length; from += BATCH) {
        await orm.delete(waitingDomains).where(pairs(listId, domainIds.slice(from, from + BATCH)));
      }
    },

    /** Ends the wait for domains that nobody asks again, and of lists that came to nothing. */
    async deleteHopeless(): Promise<void> {
      await orm.execute(sql`
        DELETE FROM waiting_domains w USING domains, lists l
        WHERE domains.id = w.domain_id AND l.id = w.list_id
          AND ((${UNANSWERED} AND domains.next_try_at IS NULL) OR l.status IN ('failed', 'cancelled'))`);
    },

    async deleteAll(listId: number): Promise<void> {
      await orm.delete(waitingDomains).where(eq(waitingDomains.listId, listId));
    },
  };
}
