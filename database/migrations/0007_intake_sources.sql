CREATE TABLE "intake_messages" (
	"source_id" text NOT NULL,
	"message_id" text NOT NULL,
	"body_sha256" "bytea" NOT NULL,
	"fates" json,
	"received_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "intake_messages_source_id_message_id_pk" PRIMARY KEY("source_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "intake_sources" (
	"id" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"secret_salt" "bytea" NOT NULL,
	"previous_salt" "bytea",
	"previous_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" uuid NOT NULL,
	"revoked_at" timestamp with time zone,
	"last_received_at" timestamp with time zone,
	CONSTRAINT "intake_sources_previous_ends" CHECK (("intake_sources"."previous_salt" is null) = ("intake_sources"."previous_until" is null))
);
--> statement-breakpoint
CREATE TABLE "intake_users" (
	"source_id" text NOT NULL,
	"external_user_id" text NOT NULL,
	"device_id" text NOT NULL,
	CONSTRAINT "intake_users_source_id_external_user_id_pk" PRIMARY KEY("source_id","external_user_id"),
	CONSTRAINT "intake_users_device_id_unique" UNIQUE("device_id")
);
--> statement-breakpoint
ALTER TABLE "intake_messages" ADD CONSTRAINT "intake_messages_source_id_intake_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."intake_sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intake_sources" ADD CONSTRAINT "intake_sources_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intake_users" ADD CONSTRAINT "intake_users_source_id_intake_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."intake_sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intake_users" ADD CONSTRAINT "intake_users_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "intake_messages_expiry_idx" ON "intake_messages" USING btree ("expires_at");