CREATE TABLE "clinic_time_zones" (
	"version" integer PRIMARY KEY NOT NULL,
	"time_zone" text NOT NULL,
	"changed_by" uuid NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "clinic_time_zones" ADD CONSTRAINT "clinic_time_zones_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;