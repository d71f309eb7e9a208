import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { connect } from '#database/client.ts';
import { createIngest, type IngestDeps } from '#ingest/ingest.ts';
import { readServerConfig } from '#server/config.ts';
import type { Deps } from '#server/deps.ts';
import { createOutboxNotifier } from '#server/outbox-notifier.ts';
import { startServer } from '#server/server.ts';
import { createKeyPair, type KeyPair } from './media-keys.ts';
import { testDatabase, type TestDatabase } from './postgres.ts';
import type { TestServer } from './server.ts';

/** What several servers of one clinic share. */
export type LiveClinic = { database: TestDatabase; authSecret: string; joinKeys: KeyPair; nodeKeys: KeyPair };

export const createLiveClinic = async (): Promise<LiveClinic> => ({
  database: await testDatabase(),
  authSecret: randomBytes(32).toString('base64url'),
  joinKeys: createKeyPair(),
  nodeKeys: createKeyPair(),
});

export type LiveServerOptions = {
  env?: Record<string, string>;
  /** Where readings are typed in or come by webhook; without it none can be. */
  forecaster?: IngestDeps['forecaster'];
};

/** A whole server of a clinic: HTTP, sockets, relay and jobs, as `npm run start:server` runs them. */
export const startLiveServer = async (
  clinic: LiveClinic,
  { env = {}, forecaster }: LiveServerOptions = {},
): Promise<TestServer> => {
  const config = readServerConfig({
    DATABASE_URL: clinic.database.url,
    KANHU_PORT: '0',
    KANHU_AUTH_SECRET: clinic.authSecret,
    KANHU_JOIN_TOKEN_PRIVATE_KEY: clinic.joinKeys.privatePem,
    KANHU_MEDIA_NODE_PUBLIC_KEY: clinic.nodeKeys.publicPem,
    ...env,
  });
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const connections = connect(config.databaseUrl, { maxConnections: 10, applicationName: 'kanhu-live-server' });
  const { db, sql } = connections;
  const wakeRelay = createOutboxNotifier(sql, log);
  const ingest = forecaster === undefined ? null : createIngest({ sql, forecaster, log, onRaised: wakeRelay });
  const deps: Deps = {
    db,
    sql,
    config,
    log,
    ingest: ingest ?? ({ detector: { backend: 'none', artifactSha256: null } } as never),
    now: () => new Date(),
    wakeRelay,
  };
  const server = await startServer(deps);
  return {
    url: `http://127.0.0.1:${server.port}`,
    deps,
    logged,
    close: async () => {
      await server.close();
      await ingest?.close();
      await connections.close();
    },
  };
};
