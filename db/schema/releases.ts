// Senders, policies, and releases with their decisions and signed revisions.
import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';
import { lists } from './lists.ts';

/** A From domain bound to one stream. */
export const senders = pgTable('senders', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  publicId: text('public_id').notNull().unique(),
  name: text('name').notNull(),
  domain: text('domain').notNull(),
  stream: text('stream').notNull(),
  personId: uuid('person_id'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const policies = pgTable('policies', {
  version: text('version').primaryKey(),
  terms: jsonb('terms').notNull(),
  approvedBy: text('approved_by').notNull(),
  approvedAt: instant('approved_at').notNull().defaultNow(),
});

export const releases = pgTable('releases', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  publicId: text('public_id').notNull().unique(),
  listId: bigint('list_id', { mode: 'number' })
    .notNull()
    .references(() => lists.id),
  listRevision: integer('list_revision').notNull(),
  senderId: bigint('sender_id', { mode: 'number' })
    .notNull()
    .references(() => senders.id),
  /** deciding, ready, held, expired or failed. */
  status: text('status').notNull(),
  /** What the requester declared, as far as it is our own vocabulary. */
  declaration: jsonb('declaration').$type<Record<string, unknown>>().notNull(),
  /** What the requester wrote in own words: trigger, criteria, names of columns; sealed with the list's key. */
  sealedWords: bytea('sealed_words').notNull(),
  policyVersion: text('policy_version')
    .notNull()
    .references(() => policies.version),
  revision: integer('revision').notNull().default(0),
  rows: integer('rows').notNull().default(0),
  counts: jsonb('counts').$type<Record<string, number>>(),
  reasons: jsonb('reasons').$type<Record<string, number>>(),
  listReasons: text('list_reasons').array().notNull().default([]),
  /** The distinct decisions; the chunks hold an index into this array a row. */
  decisions: jsonb('decisions').$type<{ outcome: string; primary: string | null; reasons: string[] }[]>(),
  failure: text('failure'),
  /** The snapshot of the decision (pg_snapshot text): what it did not see is newer. */
  snapshot: text('snapshot'),
  /** When the first consent behind a released row expires. */
  firstExpiryAt: instant('first_expiry_at'),
  personId: uuid('person_id'),
  createdAt: instant('created_at').notNull().defaultNow(),
  decidedAt: instant('decided_at'),
  expiresAt: instant('expires_at'),
});

/** Kept six years, without any ciphertext: why a key was not mailed can be told after the list is gone. */
export const releaseChunks = pgTable(
  'release_chunks',
  {
    releaseId: bigint('release_id', { mode: 'number' })
      .notNull()
      .references(() => releases.id),
    seq: integer('seq').notNull(),
    firstRow: integer('first_row').notNull(),
    rows: integer('rows').notNull(),
    /** 16 bytes a row. */
    addressKeys: bytea('address_keys').notNull(),
    /** uint16 a row: index into the release's decisions. */
    decisionIds: bytea('decision_ids').notNull(),
    /** uint32 a row: consent expiry in seconds since 1970, 0 for none. */
    expiries: bytea('expiries').notNull(),
  },
  (table) => [primaryKey({ columns: [table.releaseId, table.seq] })],
);

/** Append-only; each revision's manifest names the hash of the one before. */
export const releaseRevisions = pgTable(
  'release_revisions',
  {
    releaseId: bigint('release_id', { mode: 'number' })
      .notNull()
      .references(() => releases.id),
    revision: integer('revision').notNull(),
    /** The signed manifest: canonical JSON text. */
    manifest: text('manifest').notNull(),
    /** The same with its reasons as a sender may see them, signed too. */
    senderManifest: text('sender_manifest'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.releaseId, table.revision] })],
);
