// Consents and contacts, found by keyed hash.
import { and, desc, eq, sql } from 'drizzle-orm';
import type { ConsentKind, ConsentScope, Purpose, Stream } from '../../src/model/consent.ts';
import type { Orm } from '../connect.ts';
import { one } from '../rows.ts';
import { consentScopes, consents, contacts } from '../schema/consents.ts';

export type NewConsent = Omit<typeof consents.$inferInsert, 'id' | 'receivedAt'>;
export type ConsentRow = typeof consents.$inferSelect;
export type NewContact = Omit<typeof contacts.$inferInsert, 'updatedAt' | 'lastEngagedAt'>;

export function consentRepository(orm: Orm) {
  return {
    /** The id of a scope, made when it is new. */
    async ensureScope(scope: ConsentScope): Promise<number> {
      const purposes = [...scope.purposes].sort();
      const row = {
        kind: scope.kind,
        stream: scope.stream,
        purposes,
        remunerationStated: scope.remunerationStated,
      };
      await orm.insert(consentScopes).values(row).onConflictDoNothing();
      const found = await orm
        .select({ id: consentScopes.id })
        .from(consentScopes)
        .where(
          and(
            eq(consentScopes.kind, row.kind),
            eq(consentScopes.stream, row.stream),
            eq(consentScopes.purposes, purposes),
            eq(consentScopes.remunerationStated, row.remunerationStated),
          ),
        );
      return one(found).id;
    },

    async scopes(): Promise<(ConsentScope & { id: number })[]> {
      const found = await orm.select().from(consentScopes);
      return found.map((row) => ({
        id: row.id,
        kind: row.kind as ConsentKind,
        stream: row.stream as Stream,
        purposes: row.purposes as Purpose[],
        remunerationStated: row.remunerationStated,
      }));
    },

    async insert(rows: readonly NewConsent[]): Promise<void> {
      for (let from = 0; from < rows.length; from += 1000) {
        await orm.insert(consents).values(rows.slice(from, from + 1000));
      }
    },

    async listByAddress(addressKey: Buffer): Promise<(ConsentRow & { kind: string; stream: string })[]> {
      const found = await orm
        .select({ consent: consents, kind: consentScopes.kind, stream: consentScopes.stream })
        .from(consents)
        .innerJoin(consentScopes, eq(consents.scopeId, consentScopes.id))
        .where(eq(consents.addressKey, addressKey))
        .orderBy(desc(consents.id));
      return found.map(({ consent, kind, stream }) => ({ ...consent, kind, stream }));
    },

    /**
     * Keys of people whose permission ended, or who came to be protected, without the snapshot having seen it;
     * and of those for whom an end that was known of has come since the decision.
     */
    async endedSince(snapshot: string, decidedAt: Date): Promise<Buffer[]> {
      const isUnseen = sql`changed_in >= pg_snapshot_xmin(${snapshot}::pg_snapshot)
        AND NOT pg_visible_in_snapshot(changed_in, ${snapshot}::pg_snapshot)`;
      const sinceThen = sql`BETWEEN ${decidedAt.toISOString()}::timestamptz AND now()`;
      const rows = await orm.execute<{ key: string }>(sql`
        SELECT encode(address_key, 'hex') AS key FROM consents
        WHERE (${isUnseen}) OR revoked_at ${sinceThen} OR invalidated_at ${sinceThen}
          OR event_at ${sinceThen} OR superseded_at ${sinceThen}
        UNION
        SELECT encode(address_key, 'hex') FROM contacts
        WHERE (is_minor OR confidential OR deceased_at IS NOT NULL) AND ${isUnseen}`);
      return rows.map((row) => Buffer.from(row.key, 'hex'));
    },

    /** Stores contacts; what a later line says replaces what was known, what it leaves out stays. */
    async upsertContacts(rows: readonly NewContact[]): Promise<void> {
      for (let from = 0; from < rows.length; from += 1000) {
        await orm
          .insert(contacts)
          .values(rows.slice(from, from + 1000))
          .onConflictDoUpdate({
            target: contacts.addressKey,
            set: {
              residenceState: sql`coalesce(excluded.residence_state, contacts.residence_state)`,
              residenceCountry: sql`coalesce(excluded.residence_country, contacts.residence_country)`,
              addressConfirmedAt: sql`coalesce(excluded.address_confirmed_at, contacts.address_confirmed_at)`,
              isMinor: sql`coalesce(excluded.is_minor, contacts.is_minor)`,
              deceasedAt: sql`coalesce(excluded.deceased_at, contacts.deceased_at)`,
              confidential: sql`coalesce(excluded.confidential, contacts.confidential)`,
              updatedAt: sql`now()`,
            },
          });
      }
    },
  };
}
