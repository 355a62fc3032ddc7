ALTER TABLE "consents" ADD COLUMN "changed_in" "xid8";--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "changed_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "consents_changed_in" ON "consents" USING btree ("changed_in") WHERE "consents"."changed_in" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "contacts_protected_changed_in" ON "contacts" USING btree ("changed_in") WHERE "contacts"."is_minor" OR "contacts"."confidential" OR "contacts"."deceased_at" IS NOT NULL;