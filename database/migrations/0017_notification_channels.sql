CREATE TABLE "notification_endpoints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"address" text,
	"push_keys" jsonb,
	"label" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"verified_at" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"disabled_reason" text,
	"last_success_at" timestamp with time zone,
	"last_failure_at" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"last_error" text,
	"code_salt" "bytea",
	"code_expires_at" timestamp with time zone,
	"code_guesses" integer DEFAULT 0 NOT NULL,
	"message_id" uuid,
	"message_kind" text,
	"message_due_at" timestamp with time zone,
	"message_give_up_at" timestamp with time zone,
	"message_attempts" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "notification_endpoints_reachable" CHECK (("notification_endpoints"."disabled_at" is null) = ("notification_endpoints"."address" is not null)),
	CONSTRAINT "notification_endpoints_disabled_for" CHECK (("notification_endpoints"."disabled_at" is null) = ("notification_endpoints"."disabled_reason" is null)),
	CONSTRAINT "notification_endpoints_push_keys" CHECK (("notification_endpoints"."channel" = 'push' and "notification_endpoints"."disabled_at" is null) = ("notification_endpoints"."push_keys" is not null)),
	CONSTRAINT "notification_endpoints_message" CHECK (num_nulls("notification_endpoints"."message_id", "notification_endpoints"."message_kind", "notification_endpoints"."message_due_at", "notification_endpoints"."message_give_up_at") in (0, 4))
);
--> statement-breakpoint
CREATE TABLE "notification_settings" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"channels" text[] NOT NULL,
	"may_carry_details" boolean DEFAULT false NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" uuid,
	CONSTRAINT "notification_settings_only_one" CHECK ("notification_settings"."is_only"),
	CONSTRAINT "notification_settings_channels" CHECK ("notification_settings"."channels" <@ array['push', 'mail', 'sms', 'voice', 'wecom'])
);
--> statement-breakpoint
DROP INDEX "deliveries_once_idx";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "endpoint_id" uuid;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "next_attempt_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "give_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "tell_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "last_error" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "failed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notification_endpoints" ADD CONSTRAINT "notification_endpoints_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_settings" ADD CONSTRAINT "notification_settings_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notification_endpoints_user_idx" ON "notification_endpoints" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notification_endpoints_once_idx" ON "notification_endpoints" USING btree ("user_id","channel","address") WHERE "notification_endpoints"."disabled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "notification_endpoints_browser_idx" ON "notification_endpoints" USING btree ("address") WHERE "notification_endpoints"."channel" = 'push' and "notification_endpoints"."disabled_at" is null;--> statement-breakpoint
CREATE INDEX "notification_endpoints_message_idx" ON "notification_endpoints" USING btree ("message_due_at") WHERE "notification_endpoints"."message_due_at" is not null;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_endpoint_id_notification_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."notification_endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_endpoint_once_idx" ON "deliveries" USING btree ("event_id","endpoint_id") WHERE "deliveries"."endpoint_id" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_due_idx" ON "deliveries" USING btree ("channel","next_attempt_at") WHERE "deliveries"."next_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_tell_idx" ON "deliveries" USING btree ("tell_at") WHERE "deliveries"."tell_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_once_idx" ON "deliveries" USING btree ("event_id","recipient_id","channel") WHERE "deliveries"."endpoint_id" is null;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_endpoint" CHECK (("deliveries"."channel" = 'in-app') = ("deliveries"."endpoint_id" is null));--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_attempted_until_over" CHECK ("deliveries"."next_attempt_at" is null or "deliveries"."state" = 'queued');--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_failed_for_a_reason" CHECK (("deliveries"."state" in ('failed', 'cancelled')) = ("deliveries"."failure_reason" is not null));