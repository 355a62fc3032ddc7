// What was done by whom: one event an act, written in the act's own transaction.
import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

export const auditEvents = pgTable(
  'audit_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    actor: text('actor').notNull(),
    personId: uuid('person_id'),
    /** `noun.verb`, for example `list.upload`. */
    act: text('act').notNull(),
    /** Public id of what was acted on. */
    object: text('object'),
    /** Canonical JSON text (RFC 8785): ids, counts and codes only. */
    details: text('details').notNull(),
  },
  // The newest event tells whether the clock was set back, and those of the last hour how much was asked.
  (table) => [index('audit_events_at').on(table.at)],
);
