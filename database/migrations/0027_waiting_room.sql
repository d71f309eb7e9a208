CREATE TABLE "clinician_presences" (
	"server_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "clinician_presences_user_id_server_id_pk" PRIMARY KEY("user_id","server_id")
);
--> statement-breakpoint
ALTER TABLE "consultations" ADD COLUMN "checked_in_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "clinician_presences" ADD CONSTRAINT "clinician_presences_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consultations_clinician_idx" ON "consultations" USING btree ("clinician_id","starts_at") WHERE "consultations"."state" in ('ringing', 'checked_in', 'admitted', 'in_progress');