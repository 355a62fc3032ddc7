// Imports of suppressions, consents and contacts, with their reports.
import { bigint, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

export const imports = pgTable('imports', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  publicId: text('public_id').notNull().unique(),
  /** suppressions, consents or contacts. */
  kind: text('kind').notNull(),
  /** running, completed or failed. */
  status: text('status').notNull(),
  lines: integer('lines').notNull().default(0),
  accepted: integer('accepted').notNull().default(0),
  duplicate: integer('duplicate').notNull().default(0),
  rejectedCount: integer('rejected_count').notNull().default(0),
  /** The first 1,000 rejections: row and code, never the value. */
  rejected: jsonb('rejected').$type<{ row: number; code: string; detail: string }[]>().notNull().default([]),
  failure: text('failure'),
  personId: uuid('person_id'),
  createdAt: instant('created_at').notNull().defaultNow(),
  completedAt: instant('completed_at'),
});
