CREATE TABLE "alert_hand_overs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"alert_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"from_user_id" uuid NOT NULL,
	"to_user_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"offered_at" timestamp with time zone NOT NULL,
	"answer_by" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_as" text,
	"gives_access" boolean NOT NULL,
	CONSTRAINT "alert_hand_overs_ended_as" CHECK (("alert_hand_overs"."ended_at" is null) = ("alert_hand_overs"."ended_as" is null)),
	CONSTRAINT "alert_hand_overs_to_another" CHECK ("alert_hand_overs"."from_user_id" <> "alert_hand_overs"."to_user_id"),
	CONSTRAINT "alert_hand_overs_time_to_answer" CHECK ("alert_hand_overs"."answer_by" > "alert_hand_overs"."offered_at")
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "hand_over_id" uuid;--> statement-breakpoint
ALTER TABLE "alert_hand_overs" ADD CONSTRAINT "alert_hand_overs_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_hand_overs" ADD CONSTRAINT "alert_hand_overs_patient_id_patients_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_hand_overs" ADD CONSTRAINT "alert_hand_overs_from_user_id_users_id_fk" FOREIGN KEY ("from_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_hand_overs" ADD CONSTRAINT "alert_hand_overs_to_user_id_users_id_fk" FOREIGN KEY ("to_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_hand_overs_open_idx" ON "alert_hand_overs" USING btree ("alert_id") WHERE "alert_hand_overs"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "alert_hand_overs_user_idx" ON "alert_hand_overs" USING btree ("to_user_id","patient_id","alert_id") WHERE "alert_hand_overs"."gives_access";