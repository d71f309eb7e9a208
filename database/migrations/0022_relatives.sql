CREATE TABLE "relatives" (
	"id" uuid PRIMARY KEY NOT NULL,
	"patient_id" uuid NOT NULL,
	"name" text NOT NULL,
	"relation" text NOT NULL,
	"added_by" uuid NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "relatives_period" CHECK ("relatives"."removed_at" is null or "relatives"."removed_at" >= "relatives"."added_at")
);
--> statement-breakpoint
ALTER TABLE "notification_endpoints" ADD COLUMN "relative_id" uuid;--> statement-breakpoint
ALTER TABLE "notification_endpoints" ADD COLUMN "tell_from" text DEFAULT 'moderate' NOT NULL;--> statement-breakpoint
ALTER TABLE "relatives" ADD CONSTRAINT "relatives_patient_id_patients_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relatives" ADD CONSTRAINT "relatives_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "relatives_patient_idx" ON "relatives" USING btree ("patient_id");--> statement-breakpoint
ALTER TABLE "notification_endpoints" ADD CONSTRAINT "notification_endpoints_relative_id_relatives_id_fk" FOREIGN KEY ("relative_id") REFERENCES "public"."relatives"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_endpoints" ADD CONSTRAINT "notification_endpoints_of_relative" CHECK ("notification_endpoints"."relative_id" is null or "notification_endpoints"."channel" <> 'push');