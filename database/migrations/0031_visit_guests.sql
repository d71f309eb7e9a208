CREATE TABLE "visit_guests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consultation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"relation" text,
	"state" text DEFAULT 'invited' NOT NULL,
	"peer_id" uuid NOT NULL,
	"token_sha256" "bytea" NOT NULL,
	"session_sha256" "bytea",
	"invited_by" uuid NOT NULL,
	"invited_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"admitted_at" timestamp with time zone,
	"admitted_by" uuid,
	"joined_at" timestamp with time zone,
	"left_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "visit_guests_peer_id_unique" UNIQUE("peer_id"),
	CONSTRAINT "visit_guests_token_sha256_unique" UNIQUE("token_sha256"),
	CONSTRAINT "visit_guests_session_sha256_unique" UNIQUE("session_sha256"),
	CONSTRAINT "visit_guests_opened_with_session" CHECK (("visit_guests"."opened_at" is null) = ("visit_guests"."session_sha256" is null)),
	CONSTRAINT "visit_guests_admitted_by_someone" CHECK (("visit_guests"."admitted_at" is null) = ("visit_guests"."admitted_by" is null)),
	CONSTRAINT "visit_guests_admitted_was_let_in" CHECK ("visit_guests"."state" <> 'admitted' or "visit_guests"."admitted_at" is not null),
	CONSTRAINT "visit_guests_ended_when_over" CHECK (("visit_guests"."ended_at" is null) = ("visit_guests"."state" in ('invited', 'waiting', 'admitted')))
);
--> statement-breakpoint
ALTER TABLE "visit_guests" ADD CONSTRAINT "visit_guests_consultation_id_consultations_id_fk" FOREIGN KEY ("consultation_id") REFERENCES "public"."consultations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_guests" ADD CONSTRAINT "visit_guests_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_guests" ADD CONSTRAINT "visit_guests_admitted_by_users_id_fk" FOREIGN KEY ("admitted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "visit_guests_consultation_idx" ON "visit_guests" USING btree ("consultation_id","invited_at");