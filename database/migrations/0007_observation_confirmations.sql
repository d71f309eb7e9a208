CREATE TABLE "observation_confirmations" (
	"observation_id" uuid PRIMARY KEY NOT NULL,
	"patient_id" uuid NOT NULL,
	"is_mine" boolean NOT NULL,
	"answered_by" uuid NOT NULL,
	"answered_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "observation_confirmations" ADD CONSTRAINT "observation_confirmations_patient_id_patients_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation_confirmations" ADD CONSTRAINT "observation_confirmations_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "observation_confirmations_patient_idx" ON "observation_confirmations" USING btree ("patient_id");