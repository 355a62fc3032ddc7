// Which key ring the database belongs to, and the wrapped data keys.
import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

export const keyCheck = pgTable(
  'key_check',
  {
    ring: text('ring').notNull(),
    purpose: text('purpose').notNull(),
    keyId: text('key_id').notNull(),
    /** One HMAC value a key: a wrong key is noticed before it finds no suppression. */
    checkValue: bytea('check_value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.purpose, table.keyId] })],
);

export const dataKeys = pgTable('data_keys', {
  id: uuid('id').primaryKey(),
  /** `lists` (an epoch of at most 35 days) or `records` (long-lived). */
  purpose: text('purpose').notNull(),
  /** The ring key that wraps it. */
  ringKeyId: text('ring_key_id').notNull(),
  /** null once destroyed. */
  wrapped: bytea('wrapped'),
  createdAt: instant('created_at').notNull().defaultNow(),
  destroyedAt: instant('destroyed_at'),
});
