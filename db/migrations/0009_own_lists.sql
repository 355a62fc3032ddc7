CREATE TABLE "listed_addresses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "listed_addresses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"match" text NOT NULL,
	"match_key" "bytea" NOT NULL,
	"key_version" smallint NOT NULL,
	"list" text NOT NULL,
	"import_id" bigint,
	"person_id" uuid,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "listed_addresses_list" CHECK ("listed_addresses"."list" IN ('traps', 'litigators', 'complainers'))
);
--> statement-breakpoint
CREATE TABLE "local_domains" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "local_domains_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"domain_key" "bytea" NOT NULL,
	"key_version" smallint NOT NULL,
	"list" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"data_key_id" uuid NOT NULL,
	"person_id" uuid,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "local_domains_list" CHECK ("local_domains"."list" IN ('allow', 'block'))
);
--> statement-breakpoint
ALTER TABLE "list_chunks" ADD COLUMN "history" "bytea";--> statement-breakpoint
ALTER TABLE "list_chunks" ADD COLUMN "findings" "bytea";--> statement-breakpoint
ALTER TABLE "list_chunks" ADD COLUMN "impersonal_reasons" "bytea";--> statement-breakpoint
ALTER TABLE "list_chunks" ADD COLUMN "impersonal_reason_counts" jsonb;--> statement-breakpoint
ALTER TABLE "lists" ADD COLUMN "impersonal_reasons" jsonb;--> statement-breakpoint
ALTER TABLE "local_domains" ADD CONSTRAINT "local_domains_data_key_id_data_keys_id_fk" FOREIGN KEY ("data_key_id") REFERENCES "public"."data_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "listed_addresses_in_force" ON "listed_addresses" USING btree ("match_key","list") WHERE "listed_addresses"."removed_at" IS NULL;--> statement-breakpoint
CREATE INDEX "listed_addresses_added" ON "listed_addresses" USING btree ("list","added_at");--> statement-breakpoint
CREATE INDEX "listed_addresses_removed" ON "listed_addresses" USING btree ("list","removed_at");--> statement-breakpoint
CREATE INDEX "listed_addresses_hashes" ON "listed_addresses" USING btree ("id") WHERE "listed_addresses"."match" = 'hash' AND "listed_addresses"."removed_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "local_domains_in_force" ON "local_domains" USING btree ("domain_key") WHERE "local_domains"."removed_at" IS NULL;--> statement-breakpoint
CREATE INDEX "suppression_state_hashes" ON "suppression_state" USING btree ("match_key") WHERE "suppression_state"."match" = 'hash';