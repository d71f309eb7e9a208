ALTER TABLE "findings" ADD COLUMN "worsened_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "findings_cleared_idx" ON "findings" USING btree ("patient_id","cleared_at");