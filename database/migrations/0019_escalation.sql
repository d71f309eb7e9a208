CREATE TABLE "alert_call_people" (
	"call_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"alert_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"gives_access" boolean NOT NULL,
	CONSTRAINT "alert_call_people_call_id_user_id_pk" PRIMARY KEY("call_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "alert_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"alert_id" uuid NOT NULL,
	"paged_at" timestamp with time zone NOT NULL,
	"round" integer NOT NULL,
	"tier" integer NOT NULL,
	"severity" text NOT NULL,
	"policy_version" integer NOT NULL,
	"called_at" timestamp with time zone NOT NULL,
	"answer_by" timestamp with time zone NOT NULL,
	"empty_targets" jsonb NOT NULL,
	"reminded_at" timestamp with time zone,
	"unreached_at" timestamp with time zone,
	"exhausted_at" timestamp with time zone,
	CONSTRAINT "alert_calls_time_to_answer" CHECK ("alert_calls"."answer_by" >= "alert_calls"."called_at")
);
--> statement-breakpoint
ALTER TABLE "alert_snoozes" ADD COLUMN "severity" text;--> statement-breakpoint
UPDATE "alert_snoozes" SET "severity" = "alerts"."severity" FROM "alerts" WHERE "alerts"."id" = "alert_snoozes"."alert_id";--> statement-breakpoint
ALTER TABLE "alert_snoozes" ALTER COLUMN "severity" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "returns_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "escalation_paged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "escalation_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "exhausted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "grouped_into" uuid;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "is_snoozed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "call_id" uuid;--> statement-breakpoint
ALTER TABLE "alert_call_people" ADD CONSTRAINT "alert_call_people_call_id_alert_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."alert_calls"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_call_people" ADD CONSTRAINT "alert_call_people_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_call_people" ADD CONSTRAINT "alert_call_people_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_call_people" ADD CONSTRAINT "alert_call_people_patient_id_patients_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_calls" ADD CONSTRAINT "alert_calls_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_call_people_user_idx" ON "alert_call_people" USING btree ("user_id","patient_id","alert_id") WHERE "alert_call_people"."gives_access";--> statement-breakpoint
CREATE UNIQUE INDEX "alert_calls_once_idx" ON "alert_calls" USING btree ("alert_id","paged_at","round","tier");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_grouped_into_deliveries_id_fk" FOREIGN KEY ("grouped_into") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_snoozes_until_idx" ON "alert_snoozes" USING btree ("until") WHERE "alert_snoozes"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_returns_idx" ON "alerts" USING btree ("returns_at") WHERE "alerts"."state" = 'acknowledged' and "alerts"."cleared_at" is null and "alerts"."returns_at" is not null;--> statement-breakpoint
CREATE INDEX "alerts_escalation_due_idx" ON "alerts" USING btree ((case when "escalation_paged_at" is not distinct from "paged_at" then "escalation_due_at" else '-infinity'::timestamptz end)) WHERE "alerts"."paged_at" is not null and "alerts"."state" in ('raised', 'escalated');--> statement-breakpoint
CREATE INDEX "deliveries_endpoint_idx" ON "deliveries" USING btree ("endpoint_id","queued_at") WHERE "deliveries"."endpoint_id" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_grouped_idx" ON "deliveries" USING btree ("grouped_into") WHERE "deliveries"."grouped_into" is not null;