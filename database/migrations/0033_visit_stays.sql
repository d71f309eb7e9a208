CREATE TABLE "visit_stays" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consultation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"first_reported_at" timestamp with time zone NOT NULL,
	"last_reported_at" timestamp with time zone NOT NULL,
	"join_ms" integer,
	"connected_ms" integer NOT NULL,
	"reconnects" integer NOT NULL,
	"reconnecting_ms" integer NOT NULL,
	"frozen_ms" integer NOT NULL,
	"voice_only_ms" integer NOT NULL,
	"weak_ms" integer NOT NULL,
	"packets_received" integer NOT NULL,
	"packets_missed" integer NOT NULL,
	"packets_sent" integer NOT NULL,
	"packets_lost" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "visit_stays" ADD CONSTRAINT "visit_stays_participant_fk" FOREIGN KEY ("consultation_id","user_id") REFERENCES "public"."consultation_participants"("consultation_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "visit_stays_participant_idx" ON "visit_stays" USING btree ("consultation_id","user_id");