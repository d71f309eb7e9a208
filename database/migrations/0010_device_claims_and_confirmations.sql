CREATE TABLE "device_claim_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"device_id" text NOT NULL,
	"code_hmac" "bytea" NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"issued_by" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"voided_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	"used_by" uuid,
	CONSTRAINT "device_claim_codes_used_by_someone" CHECK (("device_claim_codes"."used_at" is null) = ("device_claim_codes"."used_by" is null))
);
--> statement-breakpoint
CREATE TABLE "observation_confirmations" (
	"observation_id" uuid PRIMARY KEY NOT NULL,
	"patient_id" uuid NOT NULL,
	"is_mine" boolean NOT NULL,
	"answered_by" uuid NOT NULL,
	"answered_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "device_claim_codes" ADD CONSTRAINT "device_claim_codes_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_claim_codes" ADD CONSTRAINT "device_claim_codes_issued_by_users_id_fk" FOREIGN KEY ("issued_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_claim_codes" ADD CONSTRAINT "device_claim_codes_used_by_users_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation_confirmations" ADD CONSTRAINT "observation_confirmations_patient_id_patients_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation_confirmations" ADD CONSTRAINT "observation_confirmations_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "device_claim_codes_code_idx" ON "device_claim_codes" USING btree ("code_hmac");--> statement-breakpoint
CREATE UNIQUE INDEX "device_claim_codes_open_idx" ON "device_claim_codes" USING btree ("device_id") WHERE "device_claim_codes"."used_at" is null and "device_claim_codes"."voided_at" is null;--> statement-breakpoint
CREATE INDEX "observation_confirmations_patient_idx" ON "observation_confirmations" USING btree ("patient_id");