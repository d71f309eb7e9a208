import { sql } from 'drizzle-orm';
import type { AlertSnooze } from '#contracts/alert.ts';
import type { Database } from '#database/client.ts';
import { ACTIVE_SNOOZES } from './snoozed.ts';

type Row = { user_id: string; name: string; at: string; until: string; reason: string };

/** Who is not told of this alert again for now, until when, and why. */
export const readSnoozes = async (db: Database, alertId: string): Promise<AlertSnooze[]> => {
  const rows = await db.execute<Row>(sql`
    select held.user_id, users.name, held.created_at as at, held.until, held.reason
    from alerts
    cross join lateral (
      select snooze.user_id, snooze.created_at, snooze.until, snooze.reason from ${ACTIVE_SNOOZES}
    ) held
    join users on users.id = held.user_id
    where alerts.id = ${alertId}
    order by held.created_at, held.user_id`);
  return rows.map(({ user_id, name, at, until, reason }) => ({
    ...{ userId: user_id, name, reason },
    ...{ at: new Date(at).toISOString(), until: new Date(until).toISOString() },
  }));
};
