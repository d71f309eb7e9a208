import { sql } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';

/** Changes of an alert that somebody must hear of; the others only refresh what a page shows. */
const TELLING = new Set(['alert:raised', 'alert:re-raised', 'alert:paged', 'alert:escalated', 'alert:severity-raised']);

export type AlertEventToTell = { eventId: bigint; type: string; alertId: string | null };

/**
 * Writes down whom an open page should tell: the care team of now, and the patient. A page that shows it confirms with
 * `notification:received`. One statement for a whole batch; the ids are PostgreSQL's, since nothing sorts by them.
 */
export const queueInAppDeliveries = async (tx: Transaction, events: readonly AlertEventToTell[]): Promise<void> => {
  const telling = events.filter((event) => TELLING.has(event.type) && event.alertId !== null);
  if (telling.length === 0) return;
  const rows = JSON.stringify(
    telling.map(({ eventId, alertId }) => ({ event_id: eventId.toString(), alert_id: alertId })),
  );
  await tx.execute(sql`
    insert into deliveries (id, alert_id, event_id, recipient_id, channel, state, queued_at)
    select gen_random_uuid(), told.alert_id, told.event_id, recipient.user_id, 'in-app', 'queued', now()
    from jsonb_to_recordset(${rows}::jsonb) as told (event_id bigint, alert_id uuid)
    join alerts on alerts.id = told.alert_id
    cross join lateral (
      select member.user_id from care_team_members member
      where member.patient_id = alerts.patient_id and member.starts_at <= now()
        and (member.ends_at is null or member.ends_at > now())
      union
      select patients.user_id from patients where patients.id = alerts.patient_id and patients.user_id is not null
    ) recipient
    on conflict (event_id, recipient_id, channel) do nothing`);
};
