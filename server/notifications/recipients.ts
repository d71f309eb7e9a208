import { sql, type SQL } from 'drizzle-orm';
import type { Lane, Severity } from '#contracts/alert.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { Transaction } from '#database/client.ts';

/** A change of an alert that somebody must hear of. */
export type AlertEventToTell = { eventId: bigint; type: string; alertId: string };

/** One person who is told one event, and what kind of alert it is about. */
export type Recipient = AlertEventToTell & {
  userId: string;
  /** The person whom the alert is about: told what to do, not whom to look after. */
  isPatient: boolean;
  lane: Lane;
  severity: Severity;
  ruleId: RuleId;
};

/** Is this person told of this patient's alerts now? Asked again before each attempt: who has left is told nothing more. */
export const isRecipient = (userId: SQL, patientId: SQL): SQL => sql`(
  exists (
    select 1 from care_team_members member
    where member.patient_id = ${patientId} and member.user_id = ${userId}
      and member.starts_at <= now() and (member.ends_at is null or member.ends_at > now())
  ) or exists (select 1 from patients where patients.id = ${patientId} and patients.user_id = ${userId})
)`;

type Row = {
  event_id: string;
  alert_id: string;
  type: string;
  user_id: string;
  is_patient: boolean;
  lane: Lane;
  severity: Severity;
  rule_id: RuleId;
};

/** Whom each event is told: the care team of now, and the patient. The one place that says who. */
export const recipientsOf = async (tx: Transaction, events: readonly AlertEventToTell[]): Promise<Recipient[]> => {
  if (events.length === 0) return [];
  const told = JSON.stringify(
    events.map(({ eventId, type, alertId }) => ({ event_id: eventId.toString(), type, alert_id: alertId })),
  );
  const rows = await tx.execute<Row>(sql`
    select told.event_id::text, told.alert_id, told.type, recipient.user_id, recipient.is_patient,
      alerts.lane, alerts.severity, alerts.rule_id
    from jsonb_to_recordset(${told}::jsonb) as told (event_id bigint, type text, alert_id uuid)
    join alerts on alerts.id = told.alert_id
    cross join lateral (
      select member.user_id, false as is_patient from care_team_members member
      where member.patient_id = alerts.patient_id and member.starts_at <= now()
        and (member.ends_at is null or member.ends_at > now())
      union
      select patients.user_id, true from patients where patients.id = alerts.patient_id and patients.user_id is not null
    ) recipient`);
  return [...rows].map((row) => ({
    eventId: BigInt(row.event_id),
    alertId: row.alert_id,
    type: row.type,
    userId: row.user_id,
    isPatient: row.is_patient,
    lane: row.lane,
    severity: row.severity,
    ruleId: row.rule_id,
  }));
};
