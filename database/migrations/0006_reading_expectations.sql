CREATE TABLE "reading_expectations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"patient_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"device_id" text,
	"every_minutes" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"set_by" uuid,
	"look_at" timestamp with time zone NOT NULL,
	"told_onset_at" timestamp with time zone,
	"told_severity" text,
	CONSTRAINT "reading_expectations_every_minutes" CHECK ("reading_expectations"."every_minutes" > 0),
	CONSTRAINT "reading_expectations_period" CHECK ("reading_expectations"."ends_at" is null or "reading_expectations"."ends_at" > "reading_expectations"."starts_at"),
	CONSTRAINT "reading_expectations_told" CHECK (("reading_expectations"."told_onset_at" is null) = ("reading_expectations"."told_severity" is null))
);
--> statement-breakpoint
ALTER TABLE "reading_expectations" ADD CONSTRAINT "reading_expectations_patient_id_patients_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading_expectations" ADD CONSTRAINT "reading_expectations_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading_expectations" ADD CONSTRAINT "reading_expectations_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "reading_expectations_once_idx" ON "reading_expectations" USING btree ("patient_id","kind",coalesce("device_id", '')) WHERE "reading_expectations"."ends_at" is null;--> statement-breakpoint
CREATE INDEX "reading_expectations_due_idx" ON "reading_expectations" USING btree ("look_at") WHERE "reading_expectations"."ends_at" is null or "reading_expectations"."told_onset_at" is not null;--> statement-breakpoint
CREATE INDEX "reading_expectations_device_idx" ON "reading_expectations" USING btree ("device_id");--> statement-breakpoint
CREATE INDEX "findings_device_idx" ON "findings" USING btree ("rule_id") WHERE "findings"."lane" = 'technical' and "findings"."cleared_at" is null;