-- A download asks whether its release saw what ended a permission. Instants cannot tell: a change may be back-dated,
-- and one that is on its way while a release is decided bears an earlier time than the decision.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_in := pg_current_xact_id();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER consents_note_change BEFORE UPDATE ON "consents"
  FOR EACH ROW EXECUTE FUNCTION note_change();
--> statement-breakpoint
CREATE TRIGGER contacts_note_change BEFORE UPDATE ON "contacts"
  FOR EACH ROW EXECUTE FUNCTION note_change();
