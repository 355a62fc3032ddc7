// Domains: what the DNS said, found by keyed hash, claimed by lease while somebody asks.
import { eq, inArray, sql } from 'drizzle-orm';
import type { DnsOutcome, MailRoute, Reachability } from '../../src/model/domain-facts.ts';
import type { Orm } from '../connect.ts';
import { domains } from '../schema/domains.ts';

export interface StoredFacts {
  readonly id: number;
  /** Hex of the domain key. */
  readonly key: string;
  readonly dns: DnsOutcome;
  readonly mail: MailRoute;
  readonly reachability: Reachability;
  /** The facts have not expired. */
  readonly fresh: boolean;
}

export type NewDomain = Pick<
  typeof domains.$inferInsert,
  'domainKey' | 'ancestorKeys' | 'providerName' | 'sealed' | 'dataKeyId'
>;

export interface ObservedFacts {
  readonly id: number;
  readonly dns: DnsOutcome;
  readonly mail: MailRoute;
  readonly reachability: Reachability;
  readonly ttlSeconds: number;
}

/** Minutes after which a domain that did not answer is asked again (then every last one). */
const RETRY_MINUTES = [5, 30, 120, 480];

const FACTS = {
  id: domains.id,
  key: sql<string>`encode(${domains.domainKey}, 'hex')`,
  dns: domains.dns,
  mail: domains.mail,
  reachability: domains.reachability,
  fresh: sql<boolean>`${domains.expiresAt} > now()`,
};

export function domainRepository(orm: Orm) {
  return {
    async findByKeys(keys: readonly Buffer[]): Promise<StoredFacts[]> {
      if (keys.length === 0) return [];
      return (await orm
        .select(FACTS)
        .from(domains)
        .where(inArray(domains.domainKey, [...keys]))) as StoredFacts[];
    },

    /**
     * Which of some keys (hex) are those of a domain, or of a domain above it, that took mail when it was
     * last asked about, at most so many days ago.
     */
    async tookMail(keys: readonly string[], days: number): Promise<string[]> {
      const rows = await orm.execute<{ key: string }>(sql`
        SELECT DISTINCT asked.key
        FROM unnest(string_to_array(${keys.join(',')}, ',')) AS asked (key)
        JOIN (SELECT unnest(ancestor_keys) AS key FROM domains
              WHERE mail IN ('mx', 'implicit-mx') AND checked_at > now() - make_interval(days => ${days})
             ) own ON own.key = asked.key`);
      return rows.map((row) => row.key);
    },

    /** Makes rows for domains that have none, in the order of their keys, so that two makers never deadlock. */
    async insertMissing(rows: readonly NewDomain[]): Promise<void> {
      const sorted = [...rows].sort((a, b) => Buffer.compare(a.domainKey, b.domainKey));
      for (let from = 0; from < sorted.length; from += 1000) {
        const batch = sorted.slice(from, from + 1000).map((row) => ({
          ...row,
          dns: 'skipped',
          mail: 'unknown',
          reachability: 'unknown',
          checkedAt: sql`now()`,
          expiresAt: sql`'epoch'::timestamptz`,
        }));
        await orm.insert(domains).values(batch).onConflictDoNothing();
      }
    },

    /** Claims the domains that nobody else is asking about; the lease is short and nobody waits for it. */
    async claim(ids: readonly number[], leaseSeconds: number): Promise<Set<number>> {
      if (ids.length === 0) return new Set();
      const list = sql.join(
        ids.map((id) => sql`${id}`),
        sql`, `,
      );
      const claimed = await orm.execute<{ id: number }>(sql`
        UPDATE domains SET lease_until = now() + make_interval(secs => ${leaseSeconds})
        WHERE id IN (
          SELECT id FROM domains WHERE id IN (${list}) AND (lease_until IS NULL OR lease_until < now())
          ORDER BY id FOR UPDATE SKIP LOCKED)
        RETURNING id`);
      return new Set(claimed.map((row) => row.id));
    },

    async saveFacts(facts: readonly ObservedFacts[]): Promise<void> {
      for (const { id, dns, mail, reachability, ttlSeconds } of facts) {
        const unknown = mail === 'unknown';
        await orm
          .update(domains)
          .set({
            dns,
            mail,
            reachability,
            checkedAt: sql`now()`,
            expiresAt: sql`now() + make_interval(secs => ${ttlSeconds})`,
            nextTryAt: unknown ? nextTry() : null,
            tries: unknown ? sql`least(${domains.tries} + 1, ${RETRY_MINUTES.length})` : 0,
            leaseUntil: null,
          })
          .where(eq(domains.id, id));
      }
    },

    async findByIds(ids: readonly number[]): Promise<StoredFacts[]> {
      if (ids.length === 0) return [];
      return (await orm
        .select(FACTS)
        .from(domains)
        .where(inArray(domains.id, [...ids]))) as StoredFacts[];
    },
  };
}

function nextTry() {
  const steps = sql.join(
    RETRY_MINUTES.map((minutes) => sql`${minutes}::int`),
    sql`, `,
  );
  return sql`now() + make_interval(mins => (ARRAY[${steps}])[least(${domains.tries} + 1, ${RETRY_MINUTES.length})])`;
}
