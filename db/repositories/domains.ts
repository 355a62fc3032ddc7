// Domains: what the DNS said, found by keyed hash, claimed by lease while somebody asks.
import { inArray, type SQL, sql } from 'drizzle-orm';
import {
  type DnsOutcome,
  type ExchangeKind,
  isUnanswered,
  type MailRoute,
  type Reachability,
} from '../../src/model/domain-facts.ts';
import type { LocalList } from '../../src/model/own-lists.ts';
import type { Orm } from '../connect.ts';
import { domains } from '../schema/domains.ts';
import { LOCAL_LIST } from './local-domains.ts';

export interface StoredFacts {
  readonly id: number;
  /** Hex of the domain key. */
  readonly key: string;
  readonly dns: DnsOutcome;
  readonly mail: MailRoute;
  readonly reachability: Reachability;
  readonly exchangeKind: ExchangeKind;
  /** Versions of the lists that `exchangeKind` rests on. */
  readonly exchangeLists: string;
  /** The facts have not expired. */
  readonly fresh: boolean;
  /** The organisation's own list that it is on; null for none. */
  readonly localList: LocalList | null;
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
  readonly exchangeKind: ExchangeKind;
  readonly exchangeLists: string;
  readonly ttlSeconds: number;
}

/** The name, to be opened by a worker. */
export interface SealedDomain extends StoredFacts {
  readonly sealed: Buffer;
  readonly dataKeyId: string;
}

/** Who asked: a list that needs the answer begins the waits anew, the background goes on to the next one. */
export type Asker = 'list' | 'background';

/** Minutes after which a domain that did not answer is asked again; after the last nobody asks of himself. */
const RETRY_MINUTES = [5, 30, 120, 480] as const;

/** `isUnanswered` in SQL. */
export const UNANSWERED = sql`${domains.reachability} = 'unknown' AND ${domains.dns} <> 'skipped'`;

const FACTS = {
  id: domains.id,
  key: sql<string>`encode(${domains.domainKey}, 'hex')`,
  dns: domains.dns,
  mail: domains.mail,
  reachability: domains.reachability,
  exchangeKind: domains.exchangeKind,
  exchangeLists: domains.exchangeLists,
  fresh: sql<boolean>`${domains.expiresAt} > now()`,
  localList: LOCAL_LIST,
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

    /**
     * Claims domains whose next try is due at an instant (the database's now, if left out), the longest overdue
     * first.
     */
    async claimDue(limit: number, leaseSeconds: number, at?: Date): Promise<number[]> {
      const claimed = await orm.execute<{ id: number }>(sql`
        UPDATE domains SET lease_until = now() + make_interval(secs => ${leaseSeconds})
        WHERE id IN (
          SELECT id FROM domains
          WHERE next_try_at <= coalesce(${at?.toISOString() ?? null}::timestamptz, now())
            AND (lease_until IS NULL OR lease_until < now())
          ORDER BY next_try_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING id`);
      return claimed.map((row) => row.id);
    },

    async findSealed(ids: readonly number[]): Promise<SealedDomain[]> {
      if (ids.length === 0) return [];
      return (await orm
        .select({ ...FACTS, sealed: domains.sealed, dataKeyId: domains.dataKeyId })
        .from(domains)
        .where(inArray(domains.id, [...ids]))) as SealedDomain[];
    },

    /** Stores what was seen in one statement; rows are locked in their order, so that two savers never deadlock. */
    async saveFacts(facts: readonly ObservedFacts[], asker: Asker): Promise<void> {
      if (facts.length === 0) return;
      const seen = facts.map(({ id, dns, mail, reachability, exchangeKind, exchangeLists, ttlSeconds }) => {
        const open = isUnanswered({ dns, reachability });
        return { id, dns, mail, reachability, exchangeKind, exchangeLists, ttlSeconds, open };
      });
      const tries = asker === 'list' ? sql`0` : sql`domains.tries`;
      await orm.execute(sql`
        WITH seen AS (
          SELECT * FROM jsonb_to_recordset(${JSON.stringify(seen)}::text::jsonb) AS seen (
            id int, dns text, mail text, reachability text, "exchangeKind" text, "exchangeLists" text,
            "ttlSeconds" double precision, open boolean)),
        held AS (SELECT d.id FROM domains d JOIN seen USING (id) ORDER BY d.id FOR UPDATE OF d)
        UPDATE domains SET
          dns = seen.dns,
          mail = seen.mail,
          reachability = seen.reachability,
          exchange_kind = seen."exchangeKind",
          exchange_lists = seen."exchangeLists",
          checked_at = now(),
          expires_at = now() + make_interval(secs => seen."ttlSeconds"),
          next_try_at = CASE WHEN seen.open THEN ${nextTry(tries)} END,
          tries = CASE WHEN seen.open THEN ${tries} + 1 ELSE 0 END,
          lease_until = NULL
        FROM seen JOIN held USING (id)
        WHERE domains.id = seen.id`);
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

/** After so many tries in vain; null after the last. */
function nextTry(tries: SQL) {
  const steps = sql.join(
    RETRY_MINUTES.map((minutes) => sql`${minutes}::int`),
    sql`, `,
  );
  return sql`now() + make_interval(mins => (ARRAY[${steps}])[${tries} + 1])`;
}
