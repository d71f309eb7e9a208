DROP INDEX "alerts_returns_idx";--> statement-breakpoint
CREATE INDEX "alerts_returns_idx" ON "alerts" USING btree ("returns_at") WHERE "alerts"."state" = 'acknowledged' and "alerts"."returns_at" is not null;--> statement-breakpoint
-- Room on each page for the next version of its rows.
ALTER TABLE "alerts" SET (fillfactor = 50);
