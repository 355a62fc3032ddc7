-- Status of a consent at an instant; the mirror of statusAt() in src/consent/status-at.ts.
CREATE FUNCTION consent_status(
  defects text[], effective_from timestamptz, expires_at timestamptz, event_at timestamptz,
  revoked_at timestamptz, superseded_at timestamptz, invalidated_at timestamptz, as_of timestamptz
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN cardinality(defects) > 0 THEN 'rejected'
    WHEN invalidated_at <= as_of THEN 'invalidated'
    WHEN revoked_at <= as_of THEN 'revoked'
    WHEN expires_at <= as_of OR event_at <= as_of THEN 'expired'
    WHEN superseded_at <= as_of THEN 'superseded'
    WHEN effective_from > as_of THEN 'pending'
    ELSE 'granted'
  END
$$;
--> statement-breakpoint
-- What is known of a person, packed; the mirror of packPersonFacts() in src/merge/facts.ts. The shifts are
-- written as sums, because | and << have equal precedence here.
CREATE FUNCTION person_facts(
  suppressions int, authorization_status int, affirmative boolean, remuneration_stated boolean,
  address_confirmed boolean, minor boolean, engaged boolean, probable_same boolean, special_held boolean,
  residence int
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT suppressions::bigint
    + (authorization_status::bigint << 19)
    + (affirmative::int::bigint << 22)
    + (remuneration_stated::int::bigint << 23)
    + (address_confirmed::int::bigint << 24)
    + (minor::int::bigint << 25)
    + (engaged::int::bigint << 26)
    + (probable_same::int::bigint << 27)
    + (special_held::int::bigint << 28)
    + (residence::bigint << 29)
$$;
--> statement-breakpoint
-- The policy that comes with the installation; held against DEFAULT_POLICY in src/merge/policy.ts by a test.
INSERT INTO "policies" ("version", "terms", "approved_by") VALUES ('default@1', '{
  "version": "default@1",
  "noAffirmativeConsent": "exclude",
  "ownServiceException": false,
  "manualTransactional": "hold",
  "expirySeconds": { "marketing": 86400, "transactional": 14400 },
  "freshnessSeconds": {
    "deliverable": 2592000, "deliverablePhi": 1209600, "risky": 604800, "unknown": 86400, "undeliverable": 2592000
  },
  "releasedColumns": []
}', 'system');
