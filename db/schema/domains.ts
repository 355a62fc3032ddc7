// What the DNS said about domains; names are sealed but for the bundled providers'.
import { integer, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';
import { dataKeys } from './vault.ts';

export const domains = pgTable('domains', {
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
  checkedAt: instant('checked_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** Set while the answer is `unknown` and the domain is to be asked again. */
  nextTryAt: instant('next_try_at'),
  tries: smallint('tries').notNull().default(0),
  leaseUntil: instant('lease_until'),
});
