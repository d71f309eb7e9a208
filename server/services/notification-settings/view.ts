import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { OUTSIDE_CHANNELS } from '#contracts/channel.ts';
import { OutsideChannel } from '#contracts/notification-endpoint.ts';
import type { NotificationSettingsView } from '#contracts/notification-settings.ts';
import type { Database, Transaction } from '#database/client.ts';
import { users } from '#database/schema/index.ts';
import type { ServerConfig } from '../../config.ts';
import { configuredChannels } from '../../configured-channels.ts';
import { readSettings } from './read-settings.ts';

const Count = z.object({
  channel: OutsideChannel,
  endpoints: z.int(),
  failing: z.int(),
  waiting: z.int(),
  last_success_at: z.coerce.date().nullable(),
  last_failure_at: z.coerce.date().nullable(),
});

/** The clinic's settings, and how each channel does. */
export const viewSettings = async (
  db: Database | Transaction,
  config: ServerConfig,
): Promise<NotificationSettingsView> => {
  const { channels, mayCarryDetails, changedAt, changedBy } = await readSettings(db);
  const [changer] =
    changedBy === null ? [] : await db.select({ name: users.name }).from(users).where(eq(users.id, changedBy));
  const configured = configuredChannels(config);
  const counts = new Map((await countByChannel(db)).map((row) => [row.channel, row]));
  return {
    settings: {
      channels: [...channels],
      mayCarryDetails,
      changedAt: changedAt?.toISOString() ?? null,
      changedByName: changer?.name ?? null,
    },
    channels: OUTSIDE_CHANNELS.map((channel) => {
      const row = counts.get(channel);
      return {
        channel,
        isConfigured: configured.includes(channel),
        isOn: channels.includes(channel),
        endpoints: row?.endpoints ?? 0,
        failing: row?.failing ?? 0,
        waiting: row?.waiting ?? 0,
        lastSuccessAt: row?.last_success_at?.toISOString() ?? null,
        lastFailureAt: row?.last_failure_at?.toISOString() ?? null,
      };
    }),
  };
};

const countByChannel = async (db: Database | Transaction) => {
  const rows = await db.execute(sql`
    with known as (
      select channel, count(*) filter (where disabled_at is null and verified_at is not null)::int as endpoints,
        count(*) filter (where disabled_at is null and failing_since is not null)::int as failing,
        max(last_success_at) as last_success_at, max(last_failure_at) as last_failure_at
      from notification_endpoints group by channel
    ), waiting as (
      select channel, count(*)::int as waiting from deliveries where next_attempt_at is not null group by channel
    )
    select known.*, coalesce(waiting.waiting, 0) as waiting from known left join waiting using (channel)`);
  return z.array(Count).parse([...rows]);
};
