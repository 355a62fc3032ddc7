// What one snapshot knows of the people on a list: the list's keys joined with suppressions, consents, contacts.
import type { TransactionSql } from 'postgres';
import type { Stream } from '../../src/model/consent.ts';
import { copyRows } from '../copy.ts';
import { one } from '../rows.ts';

/** Packed columns of one chunk of the list, as verification left them. */
export interface SnapshotChunk {
  readonly seq: number;
  readonly rows: number;
  /** 16 bytes a row; all zero for a row without a valid address. */
  readonly addressKeys: Buffer;
  readonly foldedKeys: Buffer;
  /** int32 a row, little-endian; 0 for none. */
  readonly domainIds: Buffer;
  /** For hashed suppressions: 16 bytes a row and hash, zero for none; empty when there are no such suppressions. */
  readonly hashKeys: readonly Buffer[];
}

export interface SnapshotTerms {
  readonly stream: Stream;
  /** '' for the organisation, and the list's and sender's own scopes. */
  readonly scopeRefs: readonly string[];
  /** Ids of consent scopes that reach this release. */
  readonly coveringScopes: readonly number[];
  /** Those of them that a released row stands on: the row's permission ends with the last of them. */
  readonly standingScopes: readonly number[];
  /** Those of the special consent, where one is asked for: the permission ends with these too. */
  readonly specialScopes: readonly number[];
  /** Bits to set in the suppression mask for facts that contacts hold. */
  readonly deceasedBit: number;
  readonly confidentialBit: number;
  /** States whose opt-in rule is in force. */
  readonly overlayStates: readonly string[];
  /** Kinds that count as affirmative consent, and as the special consent. */
  readonly affirmativeKinds: readonly string[];
  readonly specialKind: string;
}

/** Per chunk, in row order: facts as int64 big-endian, expiry as seconds since 1970 (int64, 0 for none). */
export interface PersonFactsChunk {
  readonly facts: Buffer;
  readonly expiries: Buffer;
}

const KEY_BYTES = 16;
const NO_KEY = Buffer.alloc(KEY_BYTES);

/** Reads of one REPEATABLE READ transaction. */
export function releaseSnapshot(held: TransactionSql) {
  return {
    /** The snapshot as PostgreSQL writes it, to tell later what is newer. */
    async id(): Promise<string> {
      const rows = await held<{ id: string }[]>`SELECT pg_current_snapshot()::text AS id`;
      return rows[0]?.id ?? '';
    },

    /** The instant of the transaction, by the database's clock. */
    async now(): Promise<Date> {
      const rows = await held<{ now: string }[]>`SELECT now()::text AS now`;
      return new Date(rows[0]?.now ?? Number.NaN);
    },

    /** Loads the list's keys into a temporary table. */
    async loadRows(chunks: AsyncIterable<SnapshotChunk>): Promise<void> {
      await held`CREATE TEMPORARY TABLE release_rows
        (seq int, pos int, address_key bytea, folded_key bytea, domain_id int) ON COMMIT DROP`;
      await held`CREATE TEMPORARY TABLE release_hashes (seq int, pos int, hash_key bytea) ON COMMIT DROP`;
      for await (const chunk of chunks) {
        // One COPY a chunk: the chunks are read on the same connection, between two of them.
        await copyRows(held, 'release_rows', [encodeChunk(chunk)]);
        if (chunk.hashKeys.length === 0) continue;
        await copyRows(
          held,
          'release_hashes',
          chunk.hashKeys.map((keys) => encodeHashes(chunk.seq, keys)),
        );
      }
      await held`ANALYZE release_rows`;
    },

    /**
     * Joins the rows with what is known of the people, into one packed fact a row. The planner picks hash or
     * index joins by size. The answer waits in a temporary table: a cursor of the driver would hold the
     * connection that the decisions are written on.
     */
    async joinPeople(terms: SnapshotTerms): Promise<void> {
      const mask = held(terms.stream === 'marketing' ? 'marketing_mask' : 'transactional_mask');
      const refs = [...terms.scopeRefs];
      await held`CREATE TEMPORARY TABLE release_facts (seq int PRIMARY KEY, facts bytea, expiries bytea) ON COMMIT DROP`;
      await held`
        INSERT INTO release_facts
        WITH own AS (
          SELECT match_key, bit_or(${mask}) AS mask FROM suppression_state
          WHERE match = 'address' AND scope_ref = ANY(${refs}) GROUP BY match_key
        ), folded AS (
          SELECT folded_key, bit_or(${mask}) AS mask FROM suppression_state
          WHERE match = 'address' AND scope_ref = ANY(${refs}) GROUP BY folded_key
        ), by_domain AS (
          SELECT d.id AS domain_id, bit_or(s.${mask}) AS mask
          FROM domains d CROSS JOIN LATERAL unnest(d.ancestor_keys) AS ancestor(key)
          JOIN suppression_state s ON s.match_key = decode(ancestor.key, 'hex')
          WHERE s.match = 'domain' AND s.scope_ref = ANY(${refs}) GROUP BY d.id
        ), by_hash AS (
          SELECT h.seq, h.pos, bit_or(s.${mask}) AS mask
          FROM release_hashes h JOIN suppression_state s ON s.match_key = h.hash_key
          WHERE s.match = 'hash' AND s.scope_ref = ANY(${refs}) GROUP BY h.seq, h.pos
        ), permission AS (
          SELECT c.address_key,
            -- Preference: valid, expiring, revoked, expired, defective, out-of-scope; then what none has: absent.
            coalesce((ARRAY[1, 2, 4, 3, 5, 6])[min(c.preference) FILTER (WHERE c.kind = 'hipaa_authorization')], 0)
              AS authorization_status,
            coalesce(bool_or(c.covers AND c.kind = ANY(${[...terms.affirmativeKinds]})), false) AS affirmative,
            coalesce(bool_or(c.covers AND c.kind = 'hipaa_authorization' AND c.remuneration_stated), false)
              AS remuneration_stated,
            coalesce(bool_or(c.covers AND c.kind = ${terms.specialKind}), false) AS special_held,
            least(
              CASE WHEN bool_or(c.stands AND c.expires_at IS NULL) THEN NULL
                ELSE max(c.expires_at) FILTER (WHERE c.stands) END,
              CASE WHEN bool_or(c.is_special AND c.expires_at IS NULL) THEN NULL
                ELSE max(c.expires_at) FILTER (WHERE c.is_special) END
            ) AS expires_at
          FROM (
            SELECT c.address_key, s.kind, s.remuneration_stated, c.expires_at,
              s.id = ANY(${[...terms.coveringScopes]}) AND at.status = 'granted' AS covers,
              s.id = ANY(${[...terms.standingScopes]}) AND at.status = 'granted' AS stands,
              s.id = ANY(${[...terms.specialScopes]}) AND at.status = 'granted' AS is_special,
              CASE at.status
                WHEN 'granted' THEN CASE
                  WHEN NOT s.id = ANY(${[...terms.coveringScopes]}) THEN 6
                  WHEN c.expires_at < now() + interval '7 days' THEN 2 ELSE 1 END
                WHEN 'revoked' THEN 3 WHEN 'expired' THEN 4 WHEN 'superseded' THEN 4
                WHEN 'rejected' THEN 5 WHEN 'invalidated' THEN 5 END AS preference
            FROM (SELECT DISTINCT address_key FROM release_rows) r
            JOIN consents c USING (address_key)
            JOIN consent_scopes s ON s.id = c.scope_id
            CROSS JOIN LATERAL (SELECT consent_status(c.defects, c.effective_from, c.expires_at, c.event_at,
              c.revoked_at, c.superseded_at, c.invalidated_at, now()) AS status) at
          ) c GROUP BY c.address_key
        )
        SELECT r.seq,
          string_agg(int8send(person_facts(
            coalesce(own.mask, 0) | coalesce(by_domain.mask, 0) | coalesce(by_hash.mask, 0)
              | (CASE WHEN t.deceased_at <= now() THEN ${terms.deceasedBit}::int ELSE 0 END)
              | (CASE WHEN t.confidential THEN ${terms.confidentialBit}::int ELSE 0 END),
            coalesce(p.authorization_status, 0), coalesce(p.affirmative, false),
            coalesce(p.remuneration_stated, false), coalesce(t.address_confirmed_at <= now(), false),
            coalesce(t.is_minor, false), coalesce(t.last_engaged_at > now() - interval '90 days', false),
            coalesce(folded.mask, 0) & ~coalesce(own.mask, 0) <> 0, coalesce(p.special_held, false),
            CASE WHEN t.residence_country <> 'US' THEN 2 WHEN t.residence_state IS NULL THEN 0
              WHEN t.residence_state = ANY(${[...terms.overlayStates]}) THEN 1 ELSE 2 END
          )), ''::bytea ORDER BY r.pos) AS facts,
          -- Whole seconds that a uint32 holds: until 2106.
          string_agg(int8send(least(coalesce(floor(extract(epoch FROM p.expires_at)), 0), 4294967295)::bigint),
            ''::bytea ORDER BY r.pos) AS expiries
        FROM release_rows r
        LEFT JOIN own ON own.match_key = r.address_key
        LEFT JOIN folded ON folded.folded_key = r.folded_key
        LEFT JOIN by_domain ON by_domain.domain_id = r.domain_id
        LEFT JOIN by_hash ON by_hash.seq = r.seq AND by_hash.pos = r.pos
        LEFT JOIN permission p ON p.address_key = r.address_key
        LEFT JOIN contacts t ON t.address_key = r.address_key
        GROUP BY r.seq`;
    },

    /** The packed facts of one chunk, in row order. */
    async personFacts(seq: number): Promise<PersonFactsChunk> {
      return one(
        await held<PersonFactsChunk[]>`SELECT facts, expiries FROM release_facts WHERE seq = ${seq}`,
      );
    },
  };
}

export type ReleaseSnapshot = ReturnType<typeof releaseSnapshot>;

const ROW_BYTES = 2 + 8 + 8 + 2 * (4 + KEY_BYTES) + 8;

/** Rows in PostgreSQL's binary COPY format: field count, then length and bytes of each field. */
function encodeChunk({ seq, rows, addressKeys, foldedKeys, domainIds }: SnapshotChunk): Buffer {
  const out = Buffer.allocUnsafe(rows * ROW_BYTES);
  let at = 0;
  for (let pos = 0; pos < rows; pos += 1) {
    at = out.writeInt16BE(5, at);
    at = writeInt(out, seq, at);
    at = writeInt(out, pos, at);
    at = writeKey(out, addressKeys, pos, at);
    at = writeKey(out, foldedKeys, pos, at);
    at = writeInt(out, domainIds.readInt32LE(pos * 4), at);
  }
  return out;
}

function encodeHashes(seq: number, keys: Buffer): Buffer {
  const rows = keys.length / KEY_BYTES;
  const out = Buffer.allocUnsafe(rows * (2 + 8 + 8 + 4 + KEY_BYTES));
  let at = 0;
  for (let pos = 0; pos < rows; pos += 1) {
    if (NO_KEY.equals(keys.subarray(pos * KEY_BYTES, (pos + 1) * KEY_BYTES))) continue;
    at = out.writeInt16BE(3, at);
    at = writeInt(out, seq, at);
    at = writeInt(out, pos, at);
    at = writeKey(out, keys, pos, at);
  }
  return out.subarray(0, at);
}

function writeInt(out: Buffer, value: number, at: number): number {
  return out.writeInt32BE(value, out.writeInt32BE(4, at));
}

function writeKey(out: Buffer, keys: Buffer, pos: number, at: number): number {
  const from = out.writeInt32BE(KEY_BYTES, at);
  keys.copy(out, from, pos * KEY_BYTES, (pos + 1) * KEY_BYTES);
  return from + KEY_BYTES;
}
