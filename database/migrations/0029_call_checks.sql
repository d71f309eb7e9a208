CREATE TABLE "call_checks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consultation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"result" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "call_checks" ADD CONSTRAINT "call_checks_participant_fk" FOREIGN KEY ("consultation_id","user_id") REFERENCES "public"."consultation_participants"("consultation_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_checks_participant_idx" ON "call_checks" USING btree ("consultation_id","user_id","checked_at");