// Who may act: persons, and the API keys that act for them.
import { sql } from 'drizzle-orm';
import { check, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

export const persons = pgTable('persons', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** A user name, never an address. */
  name: text('name').notNull().unique(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const apiKeys = pgTable(
  'api_keys',
  {
    /** The public part of the key, inside `sk_<id>_<secret>`. */
    id: text('id').primaryKey(),
    name: text('name').notNull().unique(),
    role: text('role').notNull(),
    scopes: text('scopes').array().notNull(),
    /** Where a publishable key may be used from. */
    origins: text('origins').array().notNull().default([]),
    /** Public ids of the senders whose releases alone the key may read; empty for all. */
    senderIds: text('sender_ids').array().notNull().default([]),
    /** SHA-256 of the secret: 256 random bits need no slow hash. */
    secretSha256: bytea('secret_sha256').notNull(),
    personId: uuid('person_id').references(() => persons.id),
    /** `cli` for a key made on the command line; such a key approves nothing. */
    origin: text('origin').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  // Hours, because a day of the session's zone may have 23 or 25 of them.
  (table) => [
    check('api_keys_lifetime', sql`${table.expiresAt} <= ${table.createdAt} + interval '8760 hours'`),
  ],
);
