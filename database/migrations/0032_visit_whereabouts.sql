CREATE TABLE "visit_whereabouts" (
	"consultation_id" uuid PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	"told_by" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "visit_whereabouts" ADD CONSTRAINT "visit_whereabouts_consultation_id_consultations_id_fk" FOREIGN KEY ("consultation_id") REFERENCES "public"."consultations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_whereabouts" ADD CONSTRAINT "visit_whereabouts_told_by_users_id_fk" FOREIGN KEY ("told_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;