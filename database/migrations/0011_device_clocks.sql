CREATE TABLE "device_clocks" (
	"device_id" text PRIMARY KEY NOT NULL,
	"ahead_ms" bigint NOT NULL,
	"known_since" timestamp with time zone NOT NULL,
	"learned_at" timestamp with time zone NOT NULL,
	CONSTRAINT "device_clocks_ahead" CHECK ("device_clocks"."ahead_ms" > 0)
);
--> statement-breakpoint
ALTER TABLE "device_clocks" ADD CONSTRAINT "device_clocks_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE no action ON UPDATE no action;