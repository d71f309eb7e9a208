import { sql } from 'drizzle-orm';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { Database } from '#database/client.ts';
import { CLAIM_LASTS_MS } from '../patience.ts';

/** How many more messages of a channel may be under way. */
export type Room = { channel: OutsideChannel; room: number };

const CLAIMED_UNTIL = sql`now() + make_interval(secs => ${CLAIM_LASTS_MS / 1000})`;

/**
 * Takes deliveries whose time has come, oldest first. A claimed one is due again when the claim is over: whoever dies
 * between this and the sending loses nothing, and one that was sent and not recorded is sent twice.
 */
export const claimDeliveries = async (db: Database, rooms: readonly Room[]): Promise<string[]> => {
  if (rooms.length === 0) return [];
  const rows = await db.execute<{ id: string }>(sql`
    with due as materialized (
      select of_channel.id
      from jsonb_to_recordset(${JSON.stringify(rooms)}::jsonb) as wanted (channel text, room int)
      cross join lateral (
        select id from deliveries
        where channel = wanted.channel and next_attempt_at <= now()
        order by next_attempt_at
        limit wanted.room
        for update skip locked
      ) of_channel
    )
    update deliveries set attempts = attempts + 1, next_attempt_at = ${CLAIMED_UNTIL}
    from due where deliveries.id = due.id
    returning deliveries.id`);
  return [...rows].map(({ id }) => id);
};

/** The same for messages that are about no alert: codes and tests. */
export const claimOwnMessages = async (db: Database, rooms: readonly Room[]): Promise<string[]> => {
  if (rooms.length === 0) return [];
  const rows = await db.execute<{ id: string }>(sql`
    with due as materialized (
      select of_channel.id
      from jsonb_to_recordset(${JSON.stringify(rooms)}::jsonb) as wanted (channel text, room int)
      cross join lateral (
        select id from notification_endpoints
        where channel = wanted.channel and message_due_at <= now() and disabled_at is null
        order by message_due_at
        limit wanted.room
        for update skip locked
      ) of_channel
    )
    update notification_endpoints
    set message_attempts = message_attempts + 1, message_due_at = ${CLAIMED_UNTIL}
    from due where notification_endpoints.id = due.id
    returning notification_endpoints.id`);
  return [...rows].map(({ id }) => id);
};
