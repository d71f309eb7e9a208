CREATE TABLE "device_tokens" (
	"token_sha256" "bytea" PRIMARY KEY NOT NULL,
	"device_id" text NOT NULL,
	"assignment_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "device_tokens" ADD CONSTRAINT "device_tokens_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_tokens" ADD CONSTRAINT "device_tokens_assignment_id_device_assignments_id_fk" FOREIGN KEY ("assignment_id") REFERENCES "public"."device_assignments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_tokens" ADD CONSTRAINT "device_tokens_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "device_tokens_device_idx" ON "device_tokens" USING btree ("device_id");--> statement-breakpoint
CREATE INDEX "device_tokens_session_idx" ON "device_tokens" USING btree ("session_id");--> statement-breakpoint
CREATE VIEW "public"."live_device_tokens" AS (
  select token.device_id, token.token_sha256
  from device_tokens token
  join devices device on device.id = token.device_id
  join device_assignments assignment on assignment.id = token.assignment_id
  join sessions session on session.id = token.session_id
  join users on users.id = session.user_id
  where token.expires_at > now()
    and device.revoked_at is null
    and assignment.starts_at <= now() and (assignment.ends_at is null or assignment.ends_at > now())
    and session.expires_at > now() and not users.banned);