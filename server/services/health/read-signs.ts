import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { COMPONENTS } from '#contracts/health.ts';
import { MEDIA_LEASE_MS } from '#contracts/media.ts';
import type { Database } from '#database/client.ts';
import { heartbeats, mediaNodes } from '#database/schema/index.ts';

export const STATES = ['up', 'degraded', 'down'] as const;

/** What one process says about one component, or what its silence says. */
const Sign = z.object({
  component: z.enum(COMPONENTS),
  state: z.enum(STATES),
  since: z.coerce.date(),
  detail: z.string().nullable(),
});
export type Sign = z.infer<typeof Sign>;

/** Processes beat each second; three beats may get lost. */
const SILENT = sql`interval '4 seconds'`;
/** A process that has been gone for so long was taken away on purpose. */
const FORGOTTEN = sql`interval '10 minutes'`;
/** The watchdog has so long to say that it is there; and it is never forgotten: nobody else would miss it. */
const WATCHDOG_SILENT = sql`interval '2 minutes'`;
const LEASE = sql`make_interval(secs => ${MEDIA_LEASE_MS / 1000})`;

/** By PostgreSQL's clock: the processes' own may differ. */
export const readSigns = async (db: Database): Promise<Sign[]> => {
  const rows = await db.execute(sql`
    select component, detail,
      case when beat_at < now() - ${SILENT} then 'down' else state end as state,
      case when beat_at < now() - ${SILENT} and state <> 'down' then beat_at else since end as since
    from ${heartbeats} where beat_at > now() - ${FORGOTTEN} and component <> 'watchdog'
    union all
    select component, case when beat_at < now() - ${WATCHDOG_SILENT} then 'silent' else detail end,
      case when beat_at < now() - ${WATCHDOG_SILENT} then 'down' else state end,
      case when beat_at < now() - ${WATCHDOG_SILENT} and state <> 'down' then beat_at else since end
    from ${heartbeats} where component = 'watchdog'
    union all
    select 'media-nodes', case when is_draining then 'draining' end,
      case when heartbeat_at < now() - ${LEASE} then 'down' when is_draining then 'degraded' else 'up' end,
      case when heartbeat_at < now() - ${LEASE} then heartbeat_at else started_at end
    from ${mediaNodes} where heartbeat_at > now() - ${FORGOTTEN}`);
  return z.array(Sign).parse([...rows]);
};
