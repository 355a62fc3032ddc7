// Uploaded lists and their chunks: sealed rows and packed results side by side.
import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';
import { dataKeys } from './vault.ts';

export const lists = pgTable('lists', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  publicId: text('public_id').notNull().unique(),
  /** receiving, queued, running, completed, failed or cancelled. */
  status: text('status').notNull(),
  /** Raised when a later change of facts changes a verdict. */
  revision: integer('revision').notNull().default(0),
  source: text('source').notNull(),
  dataKeyId: uuid('data_key_id').references(() => dataKeys.id),
  /** The list's name may be a diagnosis. */
  sealedName: bytea('sealed_name').notNull(),
  /** Column names may be a person's cells. */
  sealedLayout: bytea('sealed_layout'),
  /** Chunk count and row count; a list without a trailer is not complete. */
  sealedTrailer: bytea('sealed_trailer'),
  /** Why the list failed: a code. */
  failure: text('failure'),
  rows: integer('rows').notNull().default(0),
  chunks: integer('chunks').notNull().default(0),
  duplicates: integer('duplicates').notNull().default(0),
  /** Cells of the widest row. */
  maxCells: integer('max_cells').notNull().default(0),
  /** Sums over the chunks, written when the list completes: verdict → rows, reason → rows. */
  counts: jsonb('counts').$type<Record<string, number>>(),
  reasons: jsonb('reasons').$type<Record<string, number>>(),
  /** The reasons without history and local lists, for callers who may not read about people. */
  impersonalReasons: jsonb('impersonal_reasons').$type<Record<string, number>>(),
  /** Reference list → version, as used for the verdicts; several where the chunks differ. */
  referenceVersions: jsonb('reference_versions').$type<Record<string, string>>(),
  /** When the verdicts of this revision were made. */
  verifiedAt: instant('verified_at'),
  personId: uuid('person_id'),
  createdAt: instant('created_at').notNull().defaultNow(),
  completedAt: instant('completed_at'),
  deletedAt: instant('deleted_at'),
});

export const listChunks = pgTable(
  'list_chunks',
  {
    listId: bigint('list_id', { mode: 'number' })
      .notNull()
      .references(() => lists.id, { onDelete: 'cascade' }),
    /** 0-based. */
    seq: integer('seq').notNull(),
    firstRow: integer('first_row').notNull(),
    rows: integer('rows').notNull(),
    /** CSV rows: compressed, padded, sealed with the list's data key. */
    sealed: bytea('sealed').notNull(),
    /** queued, verified or failed. */
    state: text('state').notNull(),
    /** Rows that read badly: `[row, problem index]` pairs; no cell stands here. */
    problems: jsonb('problems').$type<[number, number][]>().notNull().default([]),
    /** Packed results, one entry a row in row order; see docs/architecture.md for the widths. */
    addressKeys: bytea('address_keys'),
    foldedKeys: bytea('folded_keys'),
    localFacts: bytea('local_facts'),
    /** Empty where nothing was known of anybody. */
    history: bytea('history'),
    domainIds: bytea('domain_ids'),
    reasons: bytea('reasons'),
    scores: bytea('scores'),
    toxicities: bytea('toxicities'),
    findings: bytea('findings'),
    /** `[row, provider domain]` pairs for rows with a typo suggestion. */
    suggestions: jsonb('suggestions').$type<[number, string][]>(),
    /** Row number of the first row with the same key, 0 for none; written by finish-list. */
    duplicateOf: bytea('duplicate_of'),
    /** Cells of the widest row. */
    maxCells: integer('max_cells'),
    /** Reason → rows of this chunk. */
    reasonCounts: jsonb('reason_counts').$type<Record<string, number>>(),
    /** The reasons without history and local lists. */
    impersonalReasons: bytea('impersonal_reasons'),
    impersonalReasonCounts: jsonb('impersonal_reason_counts').$type<Record<string, number>>(),
    /** Reference list → version, as used for the verdicts; several where some were made anew. */
    referenceVersions: jsonb('reference_versions').$type<Record<string, string>>(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When the rows were first judged. */
    verifiedAt: instant('verified_at'),
  },
  (table) => [primaryKey({ columns: [table.listId, table.seq] })],
);
