// What the DNS said about domains; names are sealed but for the bundled providers'.
import { sql } from 'drizzle-orm';
import { index, integer, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';
import { dataKeys } from './vault.ts';

export const domains = pgTable(
  'domains',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    domainKey: bytea('domain_key').notNull().unique(),
    /** Keys of the domain and each parent as hex, for suppressions of a whole domain. */
    ancestorKeys: text('ancestor_keys').array().notNull(),
    /** Clear only for names on the bundled provider list. */
    providerName: text('provider_name'),
    /** Name and exchanges. */
    sealed: bytea('sealed').notNull(),
    dataKeyId: uuid('data_key_id')
      .notNull()
      .references(() => dataKeys.id),
    dns: text('dns').notNull(),
    mail: text('mail').notNull(),
    reachability: text('reachability').notNull(),
    /** What the reference lists say of the exchanges; never which they are. */
    exchangeKind: text('exchange_kind').notNull().default('unknown'),
    /** The versions of the lists that said so; with others the domain is asked again. */
    exchangeLists: text('exchange_lists').notNull().default(''),
    checkedAt: instant('checked_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** When a domain that did not answer is asked again; null after the last try in vain. */
    nextTryAt: instant('next_try_at'),
    /** Tries in vain since a list asked. */
    tries: smallint('tries').notNull().default(0),
    leaseUntil: instant('lease_until'),
  },
  (table) => [index('domains_next_try_at').on(table.nextTryAt).where(sql`${table.nextTryAt} IS NOT NULL`)],
);
