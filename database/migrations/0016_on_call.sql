CREATE TABLE "clinic_holidays" (
	"date" date PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"added_by" uuid NOT NULL,
	"added_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "clinic_opening_hours" (
	"version" integer PRIMARY KEY NOT NULL,
	"opening_hours" jsonb NOT NULL,
	"changed_by" uuid NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "escalation_policies" (
	"severity" text NOT NULL,
	"version" integer NOT NULL,
	"tiers" jsonb NOT NULL,
	"changed_by" uuid NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "escalation_policies_severity_version_pk" PRIMARY KEY("severity","version")
);
--> statement-breakpoint
CREATE TABLE "on_call_covers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"roster_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"instead_of" uuid,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" uuid NOT NULL,
	"cancelled_at" timestamp with time zone,
	"cancelled_by" uuid,
	CONSTRAINT "on_call_covers_period" CHECK ("on_call_covers"."ends_at" > "on_call_covers"."starts_at"),
	CONSTRAINT "on_call_covers_somebody_else" CHECK ("on_call_covers"."person_id" is distinct from "on_call_covers"."instead_of"),
	CONSTRAINT "on_call_covers_cancelled_by_someone" CHECK (("on_call_covers"."cancelled_at" is null) = ("on_call_covers"."cancelled_by" is null))
);
--> statement-breakpoint
CREATE TABLE "on_call_gap_notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"roster_id" uuid NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"outcome" text,
	CONSTRAINT "on_call_gap_notices_period" CHECK ("on_call_gap_notices"."ends_at" > "on_call_gap_notices"."starts_at"),
	CONSTRAINT "on_call_gap_notices_outcome" CHECK (("on_call_gap_notices"."closed_at" is null) = ("on_call_gap_notices"."outcome" is null))
);
--> statement-breakpoint
CREATE TABLE "on_call_rosters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" uuid NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" uuid,
	CONSTRAINT "on_call_rosters_closed_by_someone" CHECK (("on_call_rosters"."closed_at" is null) = ("on_call_rosters"."closed_by" is null))
);
--> statement-breakpoint
CREATE TABLE "on_call_shifts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"roster_id" uuid NOT NULL,
	"weekdays" smallint[] NOT NULL,
	"starts_at" text NOT NULL,
	"ends_at" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"people" uuid[] NOT NULL,
	"hand_over" text NOT NULL,
	"holidays" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" uuid NOT NULL,
	CONSTRAINT "on_call_shifts_people" CHECK (cardinality("on_call_shifts"."people") > 0),
	CONSTRAINT "on_call_shifts_weekdays" CHECK (cardinality("on_call_shifts"."weekdays") > 0 and "on_call_shifts"."weekdays" <@ '{1,2,3,4,5,6,7}'::smallint[]),
	CONSTRAINT "on_call_shifts_clock" CHECK ("on_call_shifts"."starts_at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and "on_call_shifts"."ends_at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
	CONSTRAINT "on_call_shifts_period" CHECK ("on_call_shifts"."valid_to" is null or "on_call_shifts"."valid_to" >= "on_call_shifts"."valid_from" - 1)
);
--> statement-breakpoint
ALTER TABLE "clinic_holidays" ADD CONSTRAINT "clinic_holidays_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clinic_opening_hours" ADD CONSTRAINT "clinic_opening_hours_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalation_policies" ADD CONSTRAINT "escalation_policies_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_covers" ADD CONSTRAINT "on_call_covers_roster_id_on_call_rosters_id_fk" FOREIGN KEY ("roster_id") REFERENCES "public"."on_call_rosters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_covers" ADD CONSTRAINT "on_call_covers_person_id_users_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_covers" ADD CONSTRAINT "on_call_covers_instead_of_users_id_fk" FOREIGN KEY ("instead_of") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_covers" ADD CONSTRAINT "on_call_covers_made_by_users_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_covers" ADD CONSTRAINT "on_call_covers_cancelled_by_users_id_fk" FOREIGN KEY ("cancelled_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_gap_notices" ADD CONSTRAINT "on_call_gap_notices_roster_id_on_call_rosters_id_fk" FOREIGN KEY ("roster_id") REFERENCES "public"."on_call_rosters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_rosters" ADD CONSTRAINT "on_call_rosters_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_rosters" ADD CONSTRAINT "on_call_rosters_closed_by_users_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_shifts" ADD CONSTRAINT "on_call_shifts_roster_id_on_call_rosters_id_fk" FOREIGN KEY ("roster_id") REFERENCES "public"."on_call_rosters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_shifts" ADD CONSTRAINT "on_call_shifts_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "on_call_covers_roster_idx" ON "on_call_covers" USING btree ("roster_id","ends_at") WHERE "on_call_covers"."cancelled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "on_call_gap_notices_once_idx" ON "on_call_gap_notices" USING btree ("roster_id","starts_at") WHERE "on_call_gap_notices"."closed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "on_call_rosters_name_idx" ON "on_call_rosters" USING btree ("name") WHERE "on_call_rosters"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "on_call_shifts_roster_idx" ON "on_call_shifts" USING btree ("roster_id");