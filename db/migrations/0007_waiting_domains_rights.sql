UPDATE "lists" SET "verified_at" = "completed_at";
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_app') THEN
    GRANT SELECT, INSERT, DELETE ON "waiting_domains" TO sluice_app;
  END IF;
END $$;
