ALTER TABLE "thresholds" ADD COLUMN "night" jsonb;--> statement-breakpoint
-- Glucose is judged as it is displayed: another unit is another judgement.
DROP TRIGGER patients_reload_detector ON patients;
--> statement-breakpoint
CREATE TRIGGER patients_reload_detector AFTER UPDATE OF rule_set, time_zone, glucose_unit ON patients
FOR EACH ROW EXECUTE FUNCTION reload_detector('id');
