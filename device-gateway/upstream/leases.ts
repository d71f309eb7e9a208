import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';

/** A gateway that has not been heard of for this long has its client ids taken over. */
const TAKEOVER_AFTER = '10 seconds';
/** Client ids taken over at a time, so that several gateways share what one left behind. */
const TAKEOVER_AT_ONCE = 2;

export class LeaseConflictError extends Error {
  override readonly name = 'LeaseConflictError';
}

/**
 * The fixed MQTT client ids of all gateways behind one broker. The broker keeps a queue for each, so each must always be
 * held by some gateway: its own, or another while that one is away.
 */
export const createLeases = (sql: Sql, { gatewayId, connections }: { gatewayId: string; connections: number }) => {
  const holder = `${gatewayId}:${randomUUID()}`;
  const own = Array.from({ length: connections }, (_, index) => `kanhu-${gatewayId}-${index}`);
  let isRegistered = false;

  /** Our own client ids are ours again, whoever held them while we were away. */
  const register = async (): Promise<void> => {
    await sql`
      insert into gateway_leases (client_id, holder, heartbeat_at)
      select client_id, ${holder}, now() from unnest(${own}::text[]) as own (client_id)
      on conflict (client_id) do update set holder = excluded.holder, heartbeat_at = excluded.heartbeat_at`;
    isRegistered = true;
  };

  const takeOver = async (): Promise<void> => {
    await sql`
      update gateway_leases set holder = ${holder}, heartbeat_at = now()
      where client_id in (
        select client_id from gateway_leases
        where heartbeat_at < now() - ${TAKEOVER_AFTER}::interval
        order by heartbeat_at limit ${TAKEOVER_AT_ONCE} for update skip locked
      )`;
  };

  return {
    /**
     * Renews what we hold and, unless leaving, takes over what nobody renews: the client ids that are ours from now on. Throws
     * {@link LeaseConflictError} where another process runs under this gateway's name.
     */
    async renew({ isLeaving = false } = {}): Promise<ReadonlySet<string>> {
      if (!isRegistered) await register();
      if (!isLeaving) await takeOver();
      const rows = await sql<{ client_id: string; holder: string }[]>`
        with renewed as (
          update gateway_leases set heartbeat_at = now() where holder = ${holder} returning client_id
        )
        select client_id, holder from gateway_leases`;
      const twin = rows.find((row) => own.includes(row.client_id) && row.holder !== holder);
      if (twin?.holder.startsWith(`${gatewayId}:`)) {
        throw new LeaseConflictError(`another gateway runs as ${gatewayId}: each needs its own KANHU_GATEWAY_ID`);
      }
      // Ours, and held by another since we could not renew it for a while.
      if (twin) isRegistered = false;
      return new Set(rows.filter((row) => row.holder === holder).map((row) => row.client_id));
    },
    /** A gateway that stops says so: nobody needs to wait for its silence. */
    async release(): Promise<void> {
      await sql`update gateway_leases set heartbeat_at = 'epoch' where holder = ${holder}`;
    },
    /** A session that ended for good. */
    async remove(clientId: string): Promise<void> {
      await sql`delete from gateway_leases where client_id = ${clientId} and holder = ${holder}`;
    },
  };
};

export type Leases = ReturnType<typeof createLeases>;
