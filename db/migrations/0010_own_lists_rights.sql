-- What stood on a list, and when, is never rewritten: an entry is only ended.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_app') THEN
    GRANT SELECT, INSERT ON "local_domains", "listed_addresses" TO sluice_app;
    GRANT UPDATE ("removed_at") ON "local_domains", "listed_addresses" TO sluice_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO sluice_app;
  END IF;
END $$;
