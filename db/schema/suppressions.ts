// Who must not be mailed: an append-only journal, and its state kept in each entry's transaction.
import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant, madeIn } from './columns.ts';

export const suppressions = pgTable(
  'suppressions',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    publicId: text('public_id').notNull().unique(),
    /** address, domain or hash. */
    match: text('match').notNull(),
    /** The key that is matched: of an address, a domain, or a published hash. */
    matchKey: bytea('match_key').notNull(),
    /** For addresses; null for domains and hashes. */
    foldedKey: bytea('folded_key'),
    domainKey: bytea('domain_key'),
    keyVersion: smallint('key_version').notNull(),
    reason: text('reason').notNull(),
    scope: text('scope').notNull(),
    receivedAt: instant('received_at').notNull(),
    expiresAt: instant('expires_at'),
    /** A lift is a row of its own that names the entry it ends. */
    liftOf: bigint('lift_of', { mode: 'number' }),
    importId: bigint('import_id', { mode: 'number' }),
    personId: uuid('person_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    madeIn: madeIn(),
  },
  (table) => [
    index('suppressions_match_key').on(table.matchKey),
    index('suppressions_made_in').on(table.madeIn),
  ],
);

/** Reasons in force per key and scope, as bit masks over the model's order of reasons. */
export const suppressionState = pgTable(
  'suppression_state',
  {
    matchKey: bytea('match_key').notNull(),
    /** '' for the whole organisation, else `list:<id>` or `sender:<id>`. */
    scopeRef: text('scope_ref').notNull(),
    match: text('match').notNull(),
    foldedKey: bytea('folded_key'),
    marketingMask: integer('marketing_mask').notNull(),
    transactionalMask: integer('transactional_mask').notNull(),
    /** When an entry in the masks expires; null for never. */
    nextChange: instant('next_change'),
  },
  (table) => [
    primaryKey({ columns: [table.matchKey, table.scopeRef] }),
    index('suppression_state_folded_key').on(table.foldedKey),
    // Whether there is any hash is asked for each chunk.
    index('suppression_state_hashes').on(table.matchKey).where(sql`${table.match} = 'hash'`),
  ],
);
