ALTER TABLE "api_keys" ADD COLUMN "sender_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "release_revisions" ADD COLUMN "sender_manifest" text;--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("at");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_lifetime" CHECK ("api_keys"."expires_at" <= "api_keys"."created_at" + interval '8760 hours');