// Permission to mail: immutable consents, their distinct scopes, and what is known of a contact.
import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { addressKeys, bytea, changedIn, instant } from './columns.ts';
import { dataKeys } from './vault.ts';

/** Consents with equal scope share one row, so that a release judges each scope once. */
export const consentScopes = pgTable(
  'consent_scopes',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').notNull(),
    stream: text('stream').notNull(),
    /** Sorted; empty for every purpose of the stream. */
    purposes: text('purposes').array().notNull(),
    remunerationStated: boolean('remuneration_stated').notNull(),
  },
  (table) => [
    unique('consent_scopes_scope').on(table.kind, table.stream, table.purposes, table.remunerationStated),
  ],
);

export const consents = pgTable(
  'consents',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    publicId: text('public_id').notNull().unique(),
    ...addressKeys(),
    scopeId: integer('scope_id')
      .notNull()
      .references(() => consentScopes.id),
    capturePoint: text('capture_point').notNull(),
    /** Codes of missing elements; a consent with any is rejected. */
    defects: text('defects').array().notNull(),
    signedAt: instant('signed_at').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    effectiveFrom: instant('effective_from').notNull(),
    expiresAt: instant('expires_at'),
    eventAt: instant('event_at'),
    revokedAt: instant('revoked_at'),
    supersededAt: instant('superseded_at'),
    invalidatedAt: instant('invalidated_at'),
    /** The authorization's elements. */
    sealedDetail: bytea('sealed_detail'),
    dataKeyId: uuid('data_key_id').references(() => dataKeys.id),
    importId: bigint('import_id', { mode: 'number' }),
    personId: uuid('person_id'),
    /** null: as it came. Only what ends a consent is ever written to it. */
    changedIn: changedIn(),
  },
  (table) => [
    index('consents_address_key').on(table.addressKey),
    index('consents_changed_in').on(table.changedIn).where(sql`${table.changedIn} IS NOT NULL`),
  ],
);

export const contacts = pgTable(
  'contacts',
  {
    ...addressKeys(),
    addressKey: bytea('address_key').primaryKey(),
    residenceState: text('residence_state'),
    residenceCountry: text('residence_country'),
    addressConfirmedAt: instant('address_confirmed_at'),
    /** null: nobody has said. */
    isMinor: boolean('is_minor'),
    deceasedAt: instant('deceased_at'),
    confidential: boolean('confidential'),
    lastEngagedAt: instant('last_engaged_at'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    changedIn: changedIn().notNull().default(sql`pg_current_xact_id()`),
  },
  (table) => [
    index('contacts_protected_changed_in')
      .on(table.changedIn)
      .where(sql`${table.isMinor} OR ${table.confidential} OR ${table.deceasedAt} IS NOT NULL`),
    // Whether anybody was reached is asked for each chunk.
    index('contacts_engaged').on(table.lastEngagedAt).where(sql`${table.lastEngagedAt} IS NOT NULL`),
  ],
);
