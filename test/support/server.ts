import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { connect } from '#database/client.ts';
import { createIngest } from '#ingest/ingest.ts';
import { loadForecaster } from '#models/forecaster/load.ts';
import { createApp } from '#server/app.ts';
import { createAuth } from '#server/auth/auth.ts';
import { readServerConfig } from '#server/config.ts';
import type { Deps } from '#server/deps.ts';
import { closeWebServer, createWebServer, listen } from '#server/http-server.ts';
import { createOutboxNotifier } from '#server/outbox-notifier.ts';
import { testDatabase } from './postgres.ts';

export type TestServer = {
  readonly url: string;
  readonly deps: Deps;
  /** Everything that was logged, one parsed line each. */
  readonly logged: string[];
  close(): Promise<void>;
};

export type TestServerOptions = { env?: Record<string, string>; now?: () => Date };

/**
 * The HTTP side of the real server, on a port and a database of its own. Relay and jobs do not run: what was announced
 * stays in the outbox, where a test can see it.
 */
export const startTestServer = async ({ env = {}, now }: TestServerOptions = {}): Promise<TestServer> => {
  const database = await testDatabase();
  const config = readServerConfig({
    DATABASE_URL: database.url,
    KANHU_PORT: '0',
    KANHU_AUTH_SECRET: randomBytes(32).toString('base64url'),
    ...env,
  });
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const connections = connect(config.databaseUrl, { maxConnections: 10, applicationName: 'kanhu-test-server' });
  const { db, sql } = connections;
  const wakeRelay = createOutboxNotifier(sql, log);
  const ingest = createIngest({ sql, forecaster: await loadForecaster(), log, onRaised: wakeRelay });
  const deps: Deps = { db, sql, config, log, ingest, now: now ?? (() => new Date()), wakeRelay };
  const server = createWebServer(config, createApp(deps, createAuth(deps)).fetch);
  const port = await listen(server, config);
  return {
    url: `http://127.0.0.1:${port}`,
    deps,
    logged,
    close: async () => {
      await closeWebServer(server);
      await ingest.close();
      await connections.close();
      await database.drop();
    },
  };
};
