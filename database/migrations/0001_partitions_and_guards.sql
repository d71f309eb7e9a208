-- Rows outside every monthly partition (old records, a replay of past years) are welcome too.
CREATE TABLE observations_default PARTITION OF observations DEFAULT;
--> statement-breakpoint
-- Makes the monthly partitions from one month to another. Called at boot and daily by the server, never while
-- ingesting. A month that already has rows in the default partition stays there: moving them would lock the table.
CREATE FUNCTION create_observation_partitions(first_month date, last_month date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  month date := date_trunc('month', first_month)::date;
  partition_name text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('kanhu:observation-partitions'));
  WHILE month <= last_month LOOP
    partition_name := 'observations_' || to_char(month, 'YYYY_MM');
    IF to_regclass(partition_name) IS NULL AND NOT EXISTS (
      SELECT 1 FROM observations_default
      WHERE measured_at >= month::timestamp AT TIME ZONE 'UTC'
        AND measured_at < (month + interval '1 month') AT TIME ZONE 'UTC'
    ) THEN
      EXECUTE format(
        'CREATE TABLE %I PARTITION OF observations FOR VALUES FROM (%L) TO (%L)',
        partition_name,
        month::timestamp AT TIME ZONE 'UTC',
        (month + interval '1 month') AT TIME ZONE 'UTC'
      );
      made := made + 1;
    END IF;
    month := (month + interval '1 month')::date;
  END LOOP;
  RETURN made;
END
$$;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
-- One slot of a device belongs to one patient at a time; a device without slots is slot -1.
ALTER TABLE device_assignments ADD CONSTRAINT device_assignments_no_overlap EXCLUDE USING gist (
  device_id WITH =,
  (coalesce(user_slot, -1)) WITH =,
  tstzrange(starts_at, ends_at) WITH &&
);
--> statement-breakpoint
-- The same person is in a patient's care team once at a time.
ALTER TABLE care_team_members ADD CONSTRAINT care_team_members_no_overlap EXCLUDE USING gist (
  patient_id WITH =,
  user_id WITH =,
  tstzrange(starts_at, ends_at) WITH &&
);
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER alert_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON alert_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Every ingest updates the version in place: room on the page keeps those updates off the index.
ALTER TABLE detectors SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
--> statement-breakpoint
-- Short-lived rows: vacuum early so that the relay's scan stays short.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
