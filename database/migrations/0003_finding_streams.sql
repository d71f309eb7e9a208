DROP INDEX "findings_identity_idx";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "stream" text DEFAULT 'alone' NOT NULL;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "confirmation" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "paged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "last_breach_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "device_assignments_device_idx" ON "device_assignments" USING btree ("device_id");--> statement-breakpoint
CREATE UNIQUE INDEX "findings_identity_idx" ON "findings" USING btree ("patient_id","rule_id","onset_at","stream");