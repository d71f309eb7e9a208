import { sql, type SQL } from 'drizzle-orm';
import type { AlertState, Severity } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import type { MadeCall } from '#models/escalation/advance.ts';
import { ACTIVE_SNOOZES } from '../alerts/snoozed.ts';
import { STATE_AS_TOLD } from '../deliveries/state-as-told.ts';

/** Somebody who was paged less than this before a call is not told the same again by it. */
export const TOLD_WITHIN = sql`interval '60 seconds'`;

/** An alert that paged, and its row's lock. */
export type WaitingAlert = {
  id: string;
  patientId: string;
  severity: Severity;
  state: AlertState;
  /** In ms. */
  pagedAt: number;
  careTeam: string[];
  snoozers: Set<string>;
  calls: (MadeCall & { id: string; tier: number })[];
};

type AlertRow = { id: string; patient_id: string; severity: Severity; state: AlertState; paged_at: number };

const epochMs = (column: SQL): SQL => sql`floor(extract(epoch from ${column}) * 1000)::float8`;

const COLUMNS = sql`alerts.id, alerts.patient_id, alerts.severity, alerts.state, ${epochMs(sql`coalesce(alerts.paged_at, now())`)} as paged_at`;

/**
 * Locks alerts that want something from escalation now, by PostgreSQL's clock, the most severe first. Alerts that somebody
 * else works on are left for the next sweep. In a clinic on event time nobody waits: nothing escalates.
 */
export const lockDueAlerts = async (tx: Transaction, limit: number): Promise<WaitingAlert[]> => {
  const rows = await tx.execute<AlertRow>(sql`
    select ${COLUMNS} from alerts
    where alerts.paged_at is not null and alerts.state in ('raised', 'escalated')
      and (case when alerts.escalation_paged_at is not distinct from alerts.paged_at then alerts.escalation_due_at
        else '-infinity'::timestamptz end) <= now()
      and not exists (select 1 from clinics where clock = 'event')
    order by array_position(array['critical', 'high', 'moderate'], alerts.severity), alerts.paged_at
    limit ${limit}
    for update skip locked`);
  return withCalls(tx, [...rows]);
};

/** One alert as escalation sees it, and one that has not paged as if it did so now. Whoever calls somebody by it locks it first. */
export const loadWaitingAlert = async (tx: Transaction, alertId: string): Promise<WaitingAlert | undefined> => {
  const rows = await tx.execute<AlertRow>(sql`
    select ${COLUMNS} from alerts where alerts.id = ${alertId}`);
  const [alert] = await withCalls(tx, [...rows]);
  return alert;
};

type CallRow = {
  id: string;
  alert_id: string;
  round: number;
  tier: number;
  called_at: number;
  answer_by: number;
  reminded_at: number | null;
  unreached_at: number | null;
  exhausted_at: number | null;
  people: string[];
  is_reached: boolean;
};

const withCalls = async (tx: Transaction, rows: readonly AlertRow[]): Promise<WaitingAlert[]> => {
  if (rows.length === 0) return [];
  const alertIds = JSON.stringify(rows.map(({ id }) => id));
  const calls = await tx.execute<CallRow>(sql`
    select calls.id, calls.alert_id, calls.round, calls.tier, ${epochMs(sql`calls.called_at`)} as called_at,
      ${epochMs(sql`calls.answer_by`)} as answer_by, ${epochMs(sql`calls.reminded_at`)} as reminded_at,
      ${epochMs(sql`calls.unreached_at`)} as unreached_at, ${epochMs(sql`calls.exhausted_at`)} as exhausted_at,
      array(select people.user_id::text from alert_call_people people where people.call_id = calls.id) as people,
      exists (
        select 1 from deliveries
        join alert_call_people people on people.call_id = calls.id and people.user_id = deliveries.recipient_id
        where deliveries.alert_id = calls.alert_id and ${STATE_AS_TOLD} in ('sent', 'delivered', 'read')
          and deliveries.queued_at >= calls.called_at - ${TOLD_WITHIN}
      ) as is_reached
    from alert_calls calls
    join alerts on alerts.id = calls.alert_id and alerts.paged_at = calls.paged_at
    where alerts.id in (select value::uuid from jsonb_array_elements_text(${alertIds}::jsonb))
    order by calls.round, calls.tier`);
  const members = await tx.execute<{ patient_id: string; user_id: string }>(sql`
    select distinct member.patient_id, member.user_id
    from care_team_members member
    join alerts on alerts.patient_id = member.patient_id
    where alerts.id in (select value::uuid from jsonb_array_elements_text(${alertIds}::jsonb))
      and member.starts_at <= now() and (member.ends_at is null or member.ends_at > now())
    order by member.patient_id, member.user_id`);
  const snoozes = await tx.execute<{ alert_id: string; user_id: string }>(sql`
    select alerts.id as alert_id, held.user_id
    from alerts
    cross join lateral (select snooze.user_id from ${ACTIVE_SNOOZES}) held
    where alerts.id in (select value::uuid from jsonb_array_elements_text(${alertIds}::jsonb))`);
  return rows.map((row) => ({
    ...{ id: row.id, patientId: row.patient_id, severity: row.severity, state: row.state, pagedAt: row.paged_at },
    careTeam: members.flatMap((member) => (member.patient_id === row.patient_id ? [member.user_id] : [])),
    snoozers: new Set(snoozes.flatMap((snooze) => (snooze.alert_id === row.id ? [snooze.user_id] : []))),
    calls: calls.flatMap((call) => (call.alert_id === row.id ? [toCall(call)] : [])),
  }));
};

const toCall = (call: CallRow): WaitingAlert['calls'][number] => ({
  ...{ id: call.id, round: call.round, tier: call.tier, calledAt: call.called_at, answerBy: call.answer_by },
  ...{ remindedAt: call.reminded_at, unreachedAt: call.unreached_at, exhaustedAt: call.exhausted_at },
  ...{ people: call.people, isReached: call.is_reached },
});
