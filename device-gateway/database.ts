import postgres, { type Sql } from 'postgres';

const CONNECT_TIMEOUT_S = 5;
/** The driver waits up to 20 s before it tries again; devices that wait for their acknowledgement do not. */
const RECONNECT_AFTER_S = 0.25;
/** Nothing is under way any more; after an outage the driver would wait for connections that are long gone. */
const CLOSE_S = 1;

/** The gateway's connections: raw SQL only. They open when needed, and again after the database was away. */
export const openDatabase = (databaseUrl: string, gatewayId: string, maxConnections: number): Sql =>
  postgres(databaseUrl, {
    max: maxConnections,
    connect_timeout: CONNECT_TIMEOUT_S,
    backoff: () => RECONNECT_AFTER_S,
    onnotice: () => undefined,
    connection: {
      application_name: `kanhu-gateway:${gatewayId}`,
      TimeZone: 'UTC',
      // Everything here goes by keys. A session keeps its plans, those of foreign keys too, and one made while a table
      // was nearly empty scans it whole when it is full: half of each commit, some minutes into a new clinic's first day.
      enable_seqscan: 'off',
    },
  });

export const closeDatabase = (sql: Sql): Promise<void> => sql.end({ timeout: CLOSE_S });
