-- Whoever changes what a patient is judged by, or takes a reading back, makes every process that ingests for this
-- patient read again: a detector row of another version than the one in memory is reloaded.
CREATE FUNCTION reload_detector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE detectors SET version = version + 1
  WHERE patient_id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER thresholds_reload_detector AFTER INSERT OR UPDATE ON thresholds
FOR EACH ROW EXECUTE FUNCTION reload_detector('patient_id');
--> statement-breakpoint
CREATE TRIGGER patients_reload_detector AFTER UPDATE OF rule_set, time_zone ON patients
FOR EACH ROW EXECUTE FUNCTION reload_detector('id');
--> statement-breakpoint
CREATE TRIGGER observations_reload_detector AFTER UPDATE OF invalidated_at ON observations
FOR EACH ROW EXECUTE FUNCTION reload_detector('patient_id');
