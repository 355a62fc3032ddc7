CREATE TABLE "waiting_domains" (
	"list_id" bigint NOT NULL,
	"domain_id" integer NOT NULL,
	CONSTRAINT "waiting_domains_list_id_domain_id_pk" PRIMARY KEY("list_id","domain_id")
);
--> statement-breakpoint
ALTER TABLE "list_chunks" ADD COLUMN "reference_versions" jsonb;--> statement-breakpoint
ALTER TABLE "lists" ADD COLUMN "verified_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "waiting_domains" ADD CONSTRAINT "waiting_domains_list_id_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiting_domains" ADD CONSTRAINT "waiting_domains_domain_id_domains_id_fk" FOREIGN KEY ("domain_id") REFERENCES "public"."domains"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "domains_next_try_at" ON "domains" USING btree ("next_try_at") WHERE "domains"."next_try_at" IS NOT NULL;