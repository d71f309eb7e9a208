import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';

const LOOK_EVERY_MS = 50;
const LEADS_WITHIN_MS = 60_000;

/** Waits until a process relays events that is not `former`; its id. */
export const waitForRelayLeader = async (sql: Sql, former: number | null = null): Promise<number> => {
  const endsAt = Date.now() + LEADS_WITHIN_MS;
  while (Date.now() < endsAt) {
    const [row] = await sql<{ holder: string }[]>`
      select facts ->> 'holder' as holder from heartbeats
      where id = 'relay:leader' and beat_at > now() - interval '3 seconds'`;
    const pid = Number(row?.holder.split(':').at(-1) ?? 0);
    if (pid > 0 && pid !== former) return pid;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error('no server leads the relay');
};
