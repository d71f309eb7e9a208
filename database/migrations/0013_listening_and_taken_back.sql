CREATE INDEX "quarantined_readings_order_idx" ON "quarantined_readings" USING btree ("state",(
  case when "is_dangerous" then 2 else 0 end + case when "patient_id" is null then 0 else 1 end
),"received_at","id");