CREATE TABLE "visit_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consultation_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"author_role" text NOT NULL,
	"client_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"text" text,
	"file_name" text,
	"file_type" text,
	"file_size" integer,
	"file_sha256" "bytea",
	CONSTRAINT "visit_entries_text" CHECK (length("visit_entries"."text") between 1 and 2000),
	CONSTRAINT "visit_entries_file_name" CHECK (length("visit_entries"."file_name") between 1 and 120),
	CONSTRAINT "visit_entries_file_size" CHECK ("visit_entries"."file_size" between 1 and 10485760),
	CONSTRAINT "visit_entries_words_or_file" CHECK (num_nonnulls("visit_entries"."file_name", "visit_entries"."file_type", "visit_entries"."file_size", "visit_entries"."file_sha256") = case when "visit_entries"."text" is null then 4 else 0 end)
);
--> statement-breakpoint
CREATE TABLE "visit_files" (
	"entry_id" uuid PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "visit_entry_id" uuid;--> statement-breakpoint
ALTER TABLE "visit_entries" ADD CONSTRAINT "visit_entries_consultation_id_consultations_id_fk" FOREIGN KEY ("consultation_id") REFERENCES "public"."consultations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_entries" ADD CONSTRAINT "visit_entries_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_files" ADD CONSTRAINT "visit_files_entry_id_visit_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."visit_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "visit_entries_visit_idx" ON "visit_entries" USING btree ("consultation_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "visit_entries_once_idx" ON "visit_entries" USING btree ("author_id","client_id");
--> statement-breakpoint
-- Pictures and PDF files are compressed already.
ALTER TABLE "visit_files" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
