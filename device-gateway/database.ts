import postgres, { type Sql } from 'postgres';

/** The ingest transaction, the heartbeat and the relay's bell; the rest is for devices that sign in. */
const MAX_CONNECTIONS = 6;
const CONNECT_TIMEOUT_S = 5;
/** The driver waits up to 20 s before it tries again; devices that wait for their acknowledgement do not. */
const RECONNECT_AFTER_S = 0.25;

/** The gateway's connections: raw SQL only. They open when needed, and again after the database was away. */
export const openDatabase = (databaseUrl: string, gatewayId: string): Sql =>
  postgres(databaseUrl, {
    max: MAX_CONNECTIONS,
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
