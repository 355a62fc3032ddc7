ALTER TABLE "domains" ADD COLUMN "exchange_kind" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE "domains" ADD COLUMN "exchange_lists" text DEFAULT '' NOT NULL;