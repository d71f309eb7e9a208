CREATE TABLE "listening_periods" (
	"listener" text NOT NULL,
	"channel" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	CONSTRAINT "listening_periods_listener_starts_at_pk" PRIMARY KEY("listener","starts_at"),
	CONSTRAINT "listening_periods_period" CHECK ("listening_periods"."ends_at" >= "listening_periods"."starts_at")
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "observation_id" uuid;--> statement-breakpoint
CREATE INDEX "quarantined_readings_order_idx" ON "quarantined_readings" USING btree ("state",(
  case when "is_dangerous" then 2 else 0 end + case when "patient_id" is null then 0 else 1 end
),"received_at","id");