import postgres from 'postgres';
import type { Running } from './deps.ts';

const RETRY_MS = 250;

/**
 * LISTENs on a connection of its own, and again after that was lost. `onNotify` also runs whenever listening starts:
 * something may have been announced while nobody heard it. Whoever listens polls as well; this only makes it quick.
 */
export const listen = (databaseUrl: string, channel: string, onNotify: () => void): Running => {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  // `onnotify` is the driver's own hook below `sql.listen`, which gives up for good when one reconnect fails.
  const options = {
    max: 1,
    connect_timeout: 5,
    max_lifetime: null,
    idle_timeout: 0,
    backoff: () => 0.1,
    fetch_types: false,
    onnotice: () => undefined,
    onnotify: onNotify,
    onclose: (): void => {
      retry();
    },
    connection: { application_name: `kanhu-listen-${channel}`, tcp_keepalives_idle: 5, tcp_keepalives_interval: 2 },
  };
  const client = postgres(databaseUrl, options);
  const subscribe = (): void => {
    client.unsafe(`listen ${channel}`).then(onNotify, retry);
  };
  const retry = (): void => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(subscribe, RETRY_MS);
  };
  subscribe();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await client.end({ timeout: 1 });
    },
  };
};
