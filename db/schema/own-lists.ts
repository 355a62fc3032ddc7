// Lists that the organisation keeps itself. Entries that were taken away stay, so that an old verdict can be explained.
import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';
import { dataKeys } from './vault.ts';

/** Domains that the organisation allows or blocks, with everything below them. */
export const localDomains = pgTable(
  'local_domains',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    domainKey: bytea('domain_key').notNull(),
    keyVersion: smallint('key_version').notNull(),
    /** allow or block. */
    list: text('list').notNull(),
    /** The name. */
    sealed: bytea('sealed').notNull(),
    dataKeyId: uuid('data_key_id')
      .notNull()
      .references(() => dataKeys.id),
    personId: uuid('person_id'),
    addedAt: instant('added_at').notNull().defaultNow(),
    /** null: in force. */
    removedAt: instant('removed_at'),
  },
  (table) => [
    check('local_domains_list', sql`${table.list} IN ('allow', 'block')`),
    uniqueIndex('local_domains_in_force').on(table.domainKey).where(sql`${table.removedAt} IS NULL`),
  ],
);

/** Addresses and hashes on a list of spam traps, litigators or complainers. */
export const listedAddresses = pgTable(
  'listed_addresses',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** address or hash. */
    match: text('match').notNull(),
    /** Of an address, or of a published hash. */
    matchKey: bytea('match_key').notNull(),
    keyVersion: smallint('key_version').notNull(),
    /** traps, litigators or complainers. */
    list: text('list').notNull(),
    importId: bigint('import_id', { mode: 'number' }),
    personId: uuid('person_id'),
    addedAt: instant('added_at').notNull().defaultNow(),
    /** null: in force. */
    removedAt: instant('removed_at'),
  },
  (table) => [
    check('listed_addresses_list', sql`${table.list} IN ('traps', 'litigators', 'complainers')`),
    uniqueIndex('listed_addresses_in_force')
      .on(table.matchKey, table.list)
      .where(sql`${table.removedAt} IS NULL`),
    // When a list changed last, and whether there is any hash, is asked for each chunk.
    index('listed_addresses_added').on(table.list, table.addedAt),
    index('listed_addresses_removed').on(table.list, table.removedAt),
    index('listed_addresses_hashes')
      .on(table.id)
      .where(sql`${table.match} = 'hash' AND ${table.removedAt} IS NULL`),
  ],
);
