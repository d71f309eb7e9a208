import { sql } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import type { Recipient } from './recipients.ts';

/**
 * Writes down whom an open page should tell. A page that shows it confirms with `notification:received`. One statement
 * for a whole batch; the ids are PostgreSQL's, since nothing sorts by them.
 */
export const queueInAppDeliveries = async (tx: Transaction, recipients: readonly Recipient[]): Promise<void> => {
  const rows = JSON.stringify(
    recipients.map(({ eventId, alertId, userId, isSnoozed }) => ({
      event_id: eventId.toString(),
      alert_id: alertId,
      user_id: userId,
      is_snoozed: isSnoozed,
    })),
  );
  await tx.execute(sql`
    insert into deliveries (id, alert_id, event_id, recipient_id, channel, state, is_snoozed, queued_at)
    select gen_random_uuid(), told.alert_id, told.event_id, told.user_id, 'in-app', 'queued', told.is_snoozed, now()
    from jsonb_to_recordset(${rows}::jsonb) as told (event_id bigint, alert_id uuid, user_id uuid, is_snoozed boolean)
    on conflict do nothing`);
};
