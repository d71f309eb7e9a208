import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Transaction } from '#database/client.ts';
import * as schema from '#database/schema/index.ts';

/** The connection on which this process led is gone, and the lock with it: another process may lead by now. */
export class LeadershipLost extends Error {
  override readonly name = 'LeadershipLost';
}

export type Leadership = {
  /** Takes the lock where nobody holds it; true until a transaction finds that the connection was lost. */
  tryToLead(): Promise<boolean>;
  /** Runs only while this process leads: the transaction is one of the connection that holds the lock. */
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
  resign(): Promise<void>;
};

/**
 * Leadership is a session's advisory lock, and the leader writes on that very session: PostgreSQL rolls its open
 * transaction back before it gives the lock away, so two leaders never write.
 */
export const createLeadership = (databaseUrl: string, lockName: string): Leadership => {
  const client = postgres(databaseUrl, {
    max: 1,
    connect_timeout: 2,
    backoff: () => 0.1,
    max_lifetime: null,
    onnotice: () => undefined,
    connection: {
      application_name: lockName,
      TimeZone: 'UTC',
      // A leader asks every 250 ms. One that is frozen, or whose machine is gone, loses its session and so the lock.
      idle_session_timeout: 2_000,
      idle_in_transaction_session_timeout: 5_000,
      tcp_keepalives_idle: 1,
      tcp_keepalives_interval: 1,
      tcp_keepalives_count: 2,
    },
  });
  const db = drizzle(client, { schema });
  let leadingPid: number | null = null;

  return {
    tryToLead: async () => {
      if (leadingPid !== null) return true;
      const [row] = await client<{ pid: number; won: boolean }[]>`
        select pg_backend_pid() as pid, pg_try_advisory_lock(hashtext(${lockName})) as won`;
      leadingPid = row?.won === true ? row.pid : null;
      return leadingPid !== null;
    },
    transaction: async (run) =>
      db.transaction(async (tx) => {
        const [session] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        if (leadingPid === null || session?.pid !== leadingPid) {
          leadingPid = null;
          throw new LeadershipLost();
        }
        return run(tx);
      }),
    resign: async () => {
      leadingPid = null;
      await client.end({ timeout: 1 });
    },
  };
};
