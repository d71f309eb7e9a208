import { sql, type SQL } from 'drizzle-orm';
import type { Lane, Severity } from '#contracts/alert.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { Transaction } from '#database/client.ts';
import { hasClinicalAccess } from '../access.ts';
import { hasSnoozed } from '../services/alerts/snoozed.ts';
import { TOLD_WITHIN } from '../services/escalations/waiting-alerts.ts';

/** A change of an alert that somebody must hear of. */
export type AlertEventToTell = {
  eventId: bigint;
  type: string;
  alertId: string;
  /** Where it tells of a call: which one. */
  callId: string | null;
  /** Where it tells of a hand-over: which one. */
  handOverId: string | null;
};

/** One person who is told one event, and what kind of alert it is about. */
export type Recipient = AlertEventToTell & {
  userId: string;
  /** The person whom the alert is about: told what to do, not whom to look after. */
  isPatient: boolean;
  /** One of those whom the event's call or hand-over is about. */
  isCalled: boolean;
  /** They do not want to be told of it now: it shows, and that is all. */
  isSnoozed: boolean;
  lane: Lane;
  severity: Severity;
  ruleId: RuleId;
};

/** Is this person told of this patient's alerts now? Asked again before each attempt: who has left is told nothing more. */
export const isRecipient = (userId: SQL, patientId: SQL): SQL => sql`(
  ${hasClinicalAccess(userId, patientId)} or exists (select 1 from patients where patients.id = ${patientId} and patients.user_id = ${userId})
)`;

type Row = {
  event_id: string;
  alert_id: string;
  type: string;
  call_id: string | null;
  hand_over_id: string | null;
  user_id: string;
  is_patient: boolean;
  is_called: boolean;
  is_snoozed: boolean;
  lane: Lane;
  severity: Severity;
  rule_id: RuleId;
};

/**
 * Whom each event is told: the care team of now, the patient, and whoever is called. What the patient is asked for is
 * told to the patient alone. That a first tier is called, and that
 * somebody is told again, is for those alone who are meant. An offer is told to the colleague, what becomes of it to whoever
 * offered it. The one place that says who.
 */
export const recipientsOf = async (tx: Transaction, events: readonly AlertEventToTell[]): Promise<Recipient[]> => {
  if (events.length === 0) return [];
  const told = JSON.stringify(
    events.map(({ eventId, type, alertId, callId, handOverId }) => ({
      ...{ event_id: eventId.toString(), type, alert_id: alertId, call_id: callId, hand_over_id: handOverId },
    })),
  );
  const rows = await tx.execute<Row>(sql`
    with told as materialized (
      select * from jsonb_to_recordset(${told}::jsonb) as told (
        event_id bigint, type text, alert_id uuid, call_id uuid, hand_over_id uuid
      )
    )
    select told.event_id::text, told.alert_id, told.call_id, told.hand_over_id, told.type, recipient.user_id,
      bool_or(recipient.is_patient) as is_patient, bool_or(recipient.is_called) as is_called,
      ${hasSnoozed(sql`recipient.user_id`)} as is_snoozed,
      alerts.lane, alerts.severity, alerts.rule_id
    from told
    join alerts on alerts.id = told.alert_id
    cross join lateral (
      select member.user_id, false as is_patient, false as is_called from care_team_members member
      where member.patient_id = alerts.patient_id and member.starts_at <= now()
        and (member.ends_at is null or member.ends_at > now())
        and told.type not in ('alert:called', 'alert:reminded', 'alert:measurement-asked') and told.hand_over_id is null
      union all
      select patients.user_id, true, false from patients
      where patients.id = alerts.patient_id and patients.user_id is not null
        and told.type not in ('alert:called', 'alert:reminded', 'alert:exhausted') and told.hand_over_id is null
      union all
      select called.user_id, false, true from alert_call_people called
      where called.call_id = told.call_id and not (told.type = 'alert:called' and ${wasJustPaged})
      union all
      select case told.type when 'alert:hand-over-offered' then offer.to_user_id else offer.from_user_id end, false, true
      from alert_hand_overs offer where offer.id = told.hand_over_id
    ) recipient
    group by told.event_id, told.alert_id, told.call_id, told.hand_over_id, told.type, recipient.user_id, alerts.id`);
  return [...rows].map((row) => ({
    eventId: BigInt(row.event_id),
    alertId: row.alert_id,
    callId: row.call_id,
    handOverId: row.hand_over_id,
    type: row.type,
    userId: row.user_id,
    isPatient: row.is_patient,
    isCalled: row.is_called,
    isSnoozed: row.is_snoozed,
    lane: row.lane,
    severity: row.severity,
    ruleId: row.rule_id,
  }));
};

/** The page itself has told them a moment ago, or does so in the same breath: one message, not two. */
const wasJustPaged = sql`(
  exists (
    select 1 from deliveries
    join events on events.id = deliveries.event_id and events.type = 'alert:paged'
    join alert_calls calls on calls.id = told.call_id
    where deliveries.alert_id = told.alert_id and deliveries.recipient_id = called.user_id
      and deliveries.queued_at >= calls.called_at - ${TOLD_WITHIN}
  ) or exists (
    select 1 from told page
    join care_team_members member on member.patient_id = alerts.patient_id and member.user_id = called.user_id
    where page.type = 'alert:paged' and page.alert_id = told.alert_id
      and member.starts_at <= now() and (member.ends_at is null or member.ends_at > now())
  )
)`;
