CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"person_id" uuid,
	"act" text NOT NULL,
	"object" text,
	"details" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent_scopes" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consent_scopes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"stream" text NOT NULL,
	"purposes" text[] NOT NULL,
	"remuneration_stated" boolean NOT NULL,
	CONSTRAINT "consent_scopes_scope" UNIQUE("kind","stream","purposes","remuneration_stated")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"address_key" "bytea" NOT NULL,
	"folded_key" "bytea" NOT NULL,
	"domain_key" "bytea" NOT NULL,
	"key_version" smallint NOT NULL,
	"scope_id" integer NOT NULL,
	"capture_point" text NOT NULL,
	"defects" text[] NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"event_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"superseded_at" timestamp (3) with time zone,
	"invalidated_at" timestamp (3) with time zone,
	"sealed_detail" "bytea",
	"data_key_id" uuid,
	"import_id" bigint,
	"person_id" uuid,
	CONSTRAINT "consents_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"address_key" "bytea" PRIMARY KEY NOT NULL,
	"folded_key" "bytea" NOT NULL,
	"domain_key" "bytea" NOT NULL,
	"key_version" smallint NOT NULL,
	"residence_state" text,
	"residence_country" text,
	"address_confirmed_at" timestamp (3) with time zone,
	"is_minor" boolean,
	"deceased_at" timestamp (3) with time zone,
	"confidential" boolean,
	"last_engaged_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "domains" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "domains_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"domain_key" "bytea" NOT NULL,
	"ancestor_keys" text[] NOT NULL,
	"provider_name" text,
	"sealed" "bytea" NOT NULL,
	"data_key_id" uuid NOT NULL,
	"dns" text NOT NULL,
	"mail" text NOT NULL,
	"reachability" text NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"next_try_at" timestamp (3) with time zone,
	"tries" smallint DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	CONSTRAINT "domains_domain_key_unique" UNIQUE("domain_key")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"lines" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"duplicate" integer DEFAULT 0 NOT NULL,
	"rejected_count" integer DEFAULT 0 NOT NULL,
	"rejected" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"failure" text,
	"person_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "imports_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "list_chunks" (
	"list_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"first_row" integer NOT NULL,
	"rows" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	"state" text NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"address_keys" "bytea",
	"folded_keys" "bytea",
	"local_facts" "bytea",
	"domain_ids" "bytea",
	"reasons" "bytea",
	"scores" "bytea",
	"toxicities" "bytea",
	"suggestions" jsonb,
	"duplicate_of" "bytea",
	"max_cells" integer,
	"reason_counts" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"verified_at" timestamp (3) with time zone,
	CONSTRAINT "list_chunks_list_id_seq_pk" PRIMARY KEY("list_id","seq")
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lists_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"status" text NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"source" text NOT NULL,
	"data_key_id" uuid,
	"sealed_name" "bytea" NOT NULL,
	"sealed_layout" "bytea",
	"sealed_trailer" "bytea",
	"failure" text,
	"rows" integer DEFAULT 0 NOT NULL,
	"chunks" integer DEFAULT 0 NOT NULL,
	"duplicates" integer DEFAULT 0 NOT NULL,
	"max_cells" integer DEFAULT 0 NOT NULL,
	"counts" jsonb,
	"reasons" jsonb,
	"reference_versions" jsonb,
	"person_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "lists_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"scopes" text[] NOT NULL,
	"origins" text[] DEFAULT '{}' NOT NULL,
	"secret_sha256" "bytea" NOT NULL,
	"person_id" uuid,
	"origin" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "persons_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"version" text PRIMARY KEY NOT NULL,
	"terms" jsonb NOT NULL,
	"approved_by" text NOT NULL,
	"approved_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "release_chunks" (
	"release_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"first_row" integer NOT NULL,
	"rows" integer NOT NULL,
	"address_keys" "bytea" NOT NULL,
	"decision_ids" "bytea" NOT NULL,
	"expiries" "bytea" NOT NULL,
	CONSTRAINT "release_chunks_release_id_seq_pk" PRIMARY KEY("release_id","seq")
);
--> statement-breakpoint
CREATE TABLE "release_revisions" (
	"release_id" bigint NOT NULL,
	"revision" integer NOT NULL,
	"manifest" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "release_revisions_release_id_revision_pk" PRIMARY KEY("release_id","revision")
);
--> statement-breakpoint
CREATE TABLE "releases" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "releases_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"list_id" bigint NOT NULL,
	"list_revision" integer NOT NULL,
	"sender_id" bigint NOT NULL,
	"status" text NOT NULL,
	"declaration" jsonb NOT NULL,
	"sealed_words" "bytea" NOT NULL,
	"policy_version" text NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"counts" jsonb,
	"reasons" jsonb,
	"list_reasons" text[] DEFAULT '{}' NOT NULL,
	"decisions" jsonb,
	"failure" text,
	"snapshot" text,
	"first_expiry_at" timestamp (3) with time zone,
	"person_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "releases_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "senders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "senders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"name" text NOT NULL,
	"domain" text NOT NULL,
	"stream" text NOT NULL,
	"person_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "senders_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "suppression_state" (
	"match_key" "bytea" NOT NULL,
	"scope_ref" text NOT NULL,
	"match" text NOT NULL,
	"folded_key" "bytea",
	"marketing_mask" integer NOT NULL,
	"transactional_mask" integer NOT NULL,
	"next_change" timestamp (3) with time zone,
	CONSTRAINT "suppression_state_match_key_scope_ref_pk" PRIMARY KEY("match_key","scope_ref")
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "suppressions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"match" text NOT NULL,
	"match_key" "bytea" NOT NULL,
	"folded_key" "bytea",
	"domain_key" "bytea",
	"key_version" smallint NOT NULL,
	"reason" text NOT NULL,
	"scope" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"lift_of" bigint,
	"import_id" bigint,
	"person_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"made_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "suppressions_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"ring_key_id" text NOT NULL,
	"wrapped" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"destroyed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "key_check" (
	"ring" text NOT NULL,
	"purpose" text NOT NULL,
	"key_id" text NOT NULL,
	"check_value" "bytea" NOT NULL,
	CONSTRAINT "key_check_purpose_key_id_pk" PRIMARY KEY("purpose","key_id")
);
--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_scope_id_consent_scopes_id_fk" FOREIGN KEY ("scope_id") REFERENCES "public"."consent_scopes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_data_key_id_data_keys_id_fk" FOREIGN KEY ("data_key_id") REFERENCES "public"."data_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_data_key_id_data_keys_id_fk" FOREIGN KEY ("data_key_id") REFERENCES "public"."data_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_chunks" ADD CONSTRAINT "list_chunks_list_id_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lists" ADD CONSTRAINT "lists_data_key_id_data_keys_id_fk" FOREIGN KEY ("data_key_id") REFERENCES "public"."data_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_chunks" ADD CONSTRAINT "release_chunks_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_revisions" ADD CONSTRAINT "release_revisions_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_list_id_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_sender_id_senders_id_fk" FOREIGN KEY ("sender_id") REFERENCES "public"."senders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_policy_version_policies_version_fk" FOREIGN KEY ("policy_version") REFERENCES "public"."policies"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consents_address_key" ON "consents" USING btree ("address_key");--> statement-breakpoint
CREATE INDEX "suppression_state_folded_key" ON "suppression_state" USING btree ("folded_key");--> statement-breakpoint
CREATE INDEX "suppressions_match_key" ON "suppressions" USING btree ("match_key");--> statement-breakpoint
CREATE INDEX "suppressions_made_in" ON "suppressions" USING btree ("made_in");