// What the past and the organisation's own lists say of the people of one chunk; and those lists of addresses.
import { sql } from 'drizzle-orm';
import { ADDRESS_LISTS, type AddressList } from '../../src/model/own-lists.ts';
import type { Orm } from '../connect.ts';
import { one } from '../rows.ts';
import { listedAddresses } from '../schema/own-lists.ts';

export type NewListedAddress = Pick<
  typeof listedAddresses.$inferInsert,
  'match' | 'matchKey' | 'keyVersion' | 'importId' | 'personId'
> & { readonly list: AddressList };

/** What is known under one key. */
export interface KeyHistory {
  /** 0-based position of the key. */
  readonly at: number;
  /** Those of the reasons asked for that are in force, in whatever scope. */
  readonly suppressions: number;
  /** A mask over ADDRESS_LISTS. */
  readonly lists: number;
  /** A delivery or click within 90 days. */
  readonly seen: boolean;
}

const KEY_BYTES = 16;
/** As long as a release counts somebody as engaged. */
const SEEN_LATELY = sql`last_engaged_at > now() - interval '90 days'`;

export function historyRepository(orm: Orm) {
  return {
    /**
     * What is known under some keys. Look-ups by index a key, whatever the size of the tables, and none in a table
     * that has nothing to say: joined as sets, the planner reads a table of a million rows for each chunk.
     *
     * @param keys 16 bytes each
     * @param reasons the suppressions that count, as a mask over the model's order
     */
    async ofKeys(keys: Buffer, reasons: number): Promise<KeyHistory[]> {
      if (keys.length === 0) return [];
      const found = await orm.execute<{ at: number; suppressions: number; lists: number; seen: boolean }>(sql`
        SELECT asked.at, known.suppressions, listed.lists, contact.seen
        FROM (
          SELECT at, substring(${keys}::bytea FROM at * ${KEY_BYTES}::int + 1 FOR ${KEY_BYTES}::int) AS key
          FROM generate_series(0, ${keys.length / KEY_BYTES - 1}::int) AS at
        ) AS asked
        CROSS JOIN LATERAL (
          SELECT coalesce(bit_or(marketing_mask | transactional_mask), 0) & ${reasons}::int AS suppressions
          FROM suppression_state WHERE match_key = asked.key AND match <> 'domain'
        ) AS known
        CROSS JOIN LATERAL (
          SELECT coalesce(bit_or(1 << (array_position(ARRAY[${listNames()}], list) - 1)), 0) AS lists
          FROM listed_addresses WHERE match_key = asked.key AND removed_at IS NULL
            AND (SELECT EXISTS (SELECT FROM listed_addresses))
        ) AS listed
        CROSS JOIN LATERAL (
          SELECT coalesce(bool_or(${SEEN_LATELY}), false) AS seen
          FROM contacts WHERE address_key = asked.key
            AND (SELECT EXISTS (SELECT FROM contacts WHERE last_engaged_at IS NOT NULL))
        ) AS contact
        WHERE known.suppressions <> 0 OR listed.lists <> 0 OR contact.seen`);
      return found.map(({ at, suppressions, lists, seen }) => ({ at, suppressions, lists, seen }));
    },

    /** The first four bytes of every key of which `ofKeys` would tell something, in no order. */
    async prefixes(reasons: number): Promise<Buffer> {
      const rows = await orm.execute<{ prefixes: Buffer }>(sql`
        SELECT coalesce(string_agg(substring(key FOR 4), ''::bytea), ''::bytea) AS prefixes
        FROM (
          SELECT match_key AS key FROM suppression_state
          WHERE ((marketing_mask | transactional_mask) & ${reasons}::int) <> 0 AND match <> 'domain'
          UNION ALL SELECT match_key FROM listed_addresses WHERE removed_at IS NULL
          UNION ALL SELECT address_key FROM contacts WHERE ${SEEN_LATELY}
        ) AS known`);
      return one(rows).prefixes;
    },

    /** Whether people may be known by a published hash of their address alone. */
    async hasHashes(): Promise<boolean> {
      // Written out, so that the planner knows the two indexes of hashes for what they are.
      const rows = await orm.execute<{ found: boolean }>(sql`
        SELECT EXISTS (SELECT FROM suppression_state WHERE match = 'hash')
          OR EXISTS (SELECT FROM listed_addresses WHERE match = 'hash' AND removed_at IS NULL) AS found`);
      return rows[0]?.found ?? false;
    },

    /** Puts addresses on their lists; what is there already stays as it is. */
    async insert(rows: readonly NewListedAddress[]): Promise<void> {
      for (let from = 0; from < rows.length; from += 1000) {
        await orm
          .insert(listedAddresses)
          .values(rows.slice(from, from + 1000))
          .onConflictDoNothing();
      }
    },

    /** Takes one address or hash off a list. */
    async remove(list: AddressList, matchKey: Buffer): Promise<void> {
      await orm.execute(sql`
        UPDATE listed_addresses SET removed_at = now()
        WHERE list = ${list} AND match_key = ${matchKey} AND removed_at IS NULL`);
    },

    /** The day (UTC) on which each list changed last; a list that never had an entry is not there. */
    async versions(): Promise<{ list: AddressList; version: string }[]> {
      const rows = await orm.execute<{ list: AddressList; version: string }>(sql`
        SELECT list, to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS version
        FROM unnest(ARRAY[${listNames()}]) AS list, LATERAL (
          SELECT greatest(
            (SELECT max(added_at) FROM listed_addresses WHERE listed_addresses.list = list.list),
            (SELECT max(removed_at) FROM listed_addresses WHERE listed_addresses.list = list.list)) AS changed_at)
        WHERE changed_at IS NOT NULL`);
      return rows.map(({ list, version }) => ({ list, version }));
    },
  };
}

function listNames() {
  return sql.join(
    ADDRESS_LISTS.map((list) => sql`${list}::text`),
    sql`, `,
  );
}
