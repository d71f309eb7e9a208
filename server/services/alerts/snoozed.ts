import { sql, type SQL } from 'drizzle-orm';

/**
 * The snoozes that hold for the alert of the row `alerts`, as rows `snooze`: of this patient and rule, until their end by
 * PostgreSQL's clock, and of nothing that has become more severe since. Nobody snoozes what is critical.
 */
export const ACTIVE_SNOOZES = sql`alert_snoozes snooze
  join alerts snoozed on snoozed.id = snooze.alert_id
  where snooze.ended_at is null and snooze.until > now()
    and snoozed.patient_id = alerts.patient_id and snoozed.rule_id = alerts.rule_id
    and alerts.severity <> 'critical'
    and array_position(array['high', 'moderate'], alerts.severity)
      >= array_position(array['high', 'moderate'], snooze.severity)`;

/** Has this person snoozed the alert of the row `alerts`? */
export const hasSnoozed = (userId: SQL): SQL => sql`exists (
  select 1 from ${ACTIVE_SNOOZES} and snooze.user_id = ${userId}
)`;
