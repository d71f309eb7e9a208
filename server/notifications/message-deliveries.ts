import { sql, type SQL } from 'drizzle-orm';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { Transaction } from '#database/client.ts';
import { hasClinicalAccess } from '../access.ts';
import { readSettings } from '../services/notification-settings/read-settings.ts';
import { HELD_FOR_S } from './grouping.ts';
import { PATIENCE } from './patience.ts';

/** A message is no alert: it waits as long as what is least urgent, and nobody is told that it did not arrive. */
export const MESSAGE_SEVERITY = 'moderate';

/** Has the patient of the row `patients` anything to read that the care team wrote? */
export const hasUnread: SQL<boolean> = sql`exists (
  select 1 from messages unread
  where unread.patient_id = patients.id and unread.author_kind = 'care-team'
    and unread.sent_at > coalesce(
      (select up_to from message_reads where patient_id = patients.id and user_id = patients.user_id), '-infinity'
    )
)`;

type MessageEvent = { eventId: bigint; messageId: string };

/**
 * Writes down who is told of these messages: on their pages the other side and the author's colleagues; outside of them
 * the patient alone. Nothing of what was written goes along.
 */
export const queueMessageDeliveries = async (
  tx: Transaction,
  events: readonly MessageEvent[],
  configured: readonly OutsideChannel[],
): Promise<void> => {
  if (events.length === 0) return;
  const told = JSON.stringify(
    events.map(({ eventId, messageId }) => ({ event_id: eventId.toString(), message_id: messageId })),
  );
  const rows = sql`jsonb_to_recordset(${told}::jsonb) as told (event_id bigint, message_id uuid)`;
  await queueOnPages(tx, rows);
  if (configured.length === 0) return;
  const { channels } = await readSettings(tx);
  // A telephone that rings is for alerts.
  const usable = configured.filter((channel) => channel !== 'voice' && channels.includes(channel));
  if (usable.length > 0) await queueOutside(tx, rows, usable);
};

const queueOnPages = async (tx: Transaction, rows: SQL): Promise<void> => {
  await tx.execute(sql`
    insert into deliveries (id, message_id, event_id, recipient_id, channel, state, queued_at)
    select gen_random_uuid(), told.message_id, told.event_id, users.id, 'in-app', 'queued', now()
    from ${rows}
    join messages on messages.id = told.message_id
    join patients on patients.id = messages.patient_id
    join users on users.id = patients.user_id or (
      users.role = 'clinician' and ${hasClinicalAccess(sql`users.id`, sql`patients.id`)}
    )
    where users.id <> messages.author_id
    on conflict do nothing`);
};

/**
 * Held back a little: what is read on an open page meanwhile is not sent, and several messages in a row are one word that
 * there is something to read.
 */
const queueOutside = async (tx: Transaction, rows: SQL, usable: readonly OutsideChannel[]): Promise<void> => {
  const giveUpAfterS = PATIENCE[MESSAGE_SEVERITY].giveUpAfterMs / 1000;
  await tx.execute(sql`
    insert into deliveries (
      id, message_id, event_id, recipient_id, channel, endpoint_id, state, queued_at, next_attempt_at, give_up_at
    )
    select distinct on (endpoint.id) gen_random_uuid(), told.message_id, told.event_id, endpoint.user_id, endpoint.channel,
      endpoint.id, 'queued', now(), now() + make_interval(secs => ${HELD_FOR_S}), now() + make_interval(secs => ${giveUpAfterS})
    from ${rows}
    join messages on messages.id = told.message_id and messages.author_kind = 'care-team'
    join patients on patients.id = messages.patient_id
    -- What is written is between the patient and the care team: no relative hears of it.
    join notification_endpoints endpoint on endpoint.user_id = patients.user_id and endpoint.relative_id is null
    where endpoint.verified_at is not null and endpoint.disabled_at is null
      and endpoint.channel in (select jsonb_array_elements_text(${JSON.stringify(usable)}::jsonb))
      and not exists (
        select 1 from deliveries waiting
        where waiting.endpoint_id = endpoint.id and waiting.message_id is not null
          and waiting.state = 'queued' and waiting.attempts = 0
      )
    order by endpoint.id, told.event_id
    on conflict do nothing`);
};
