-- Sealed and packed columns are dense already: compressing them again would cost time and save nothing.
ALTER TABLE "list_chunks"
  ALTER COLUMN "sealed" SET STORAGE EXTERNAL,
  ALTER COLUMN "address_keys" SET STORAGE EXTERNAL,
  ALTER COLUMN "folded_keys" SET STORAGE EXTERNAL,
  ALTER COLUMN "local_facts" SET STORAGE EXTERNAL,
  ALTER COLUMN "domain_ids" SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE "release_chunks" ALTER COLUMN "address_keys" SET STORAGE EXTERNAL;
--> statement-breakpoint
-- Journals only grow. The app role has no right to change them either; this holds for the owner too.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'This table is append-only.' USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER suppressions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "suppressions"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER release_revisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "release_revisions"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- The role that the service works as: no DDL, journals by insert and select alone. A database of
-- DATABASE_URL may know no such role; then its one user has all rights.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_app') THEN
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO sluice_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sluice_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO sluice_app;
    REVOKE UPDATE, DELETE ON "audit_events", "suppressions", "release_revisions", "policies", "schema_migrations"
      FROM sluice_app;
    REVOKE INSERT ON "schema_migrations" FROM sluice_app;
    REVOKE UPDATE, DELETE ON "consents" FROM sluice_app;
    GRANT UPDATE ("event_at", "revoked_at", "superseded_at", "invalidated_at") ON "consents" TO sluice_app;
  END IF;
END $$;
