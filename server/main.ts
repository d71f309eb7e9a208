import { EnvironmentError } from '#contracts/environment.ts';
import { connect } from '#database/client.ts';
import { createIngest } from '#ingest/ingest.ts';
import { loadForecaster } from '#models/forecaster/load.ts';
import { readServerConfig } from './config.ts';
import { waitForDatabase } from './database-wait.ts';
import type { Deps } from './deps.ts';
import { causeCode } from './errors.ts';
import { createLogger } from './log.ts';
import { createOutboxNotifier } from './outbox-notifier.ts';
import { startServer } from './server.ts';

/** After which a stop that hangs is cut short. */
const STOP_TIMEOUT_MS = 15_000;
/** "configuration error" of sysexits.h: a supervisor need not try again. */
const EXIT_CONFIGURATION = 78;

const fail = (error: unknown): never => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The server does not start.\n${reason}\n`);
  process.exit(error instanceof EnvironmentError ? EXIT_CONFIGURATION : 1);
};

const run = async (): Promise<void> => {
  const config = readServerConfig(process.env);
  const log = createLogger('server', config.logLevel);
  const stopping = new AbortController();
  const closers: (() => Promise<void>)[] = [];

  const stop = (reason: string): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info({ reason }, 'server stops');
    setTimeout(() => {
      log.error('server did not stop in time');
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    const closeAll = async (): Promise<void> => {
      for (const close of closers.toReversed()) await close();
    };
    closeAll().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ code: causeCode(error) }, 'server did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  // Whoever started it with a channel is gone: a server without its supervisor would hold the port for ever.
  process.once('disconnect', () => stop('the supervisor is gone'));

  if (!(await waitForDatabase(config.databaseUrl, log, stopping.signal))) return;
  const connections = connect(config.databaseUrl, { maxConnections: 10, applicationName: 'kanhu-server' });
  closers.push(() => connections.close());
  const { db, sql } = connections;
  const wakeRelay = createOutboxNotifier(sql, log);
  const ingest = createIngest({ sql, forecaster: await loadForecaster(), log, onRaised: wakeRelay });
  closers.push(() => ingest.close());
  const deps: Deps = { db, sql, config, log, ingest, now: () => new Date(), wakeRelay };
  const server = await startServer(deps);
  closers.push(() => server.close());
  log.info({ port: server.port }, 'server is ready');
  process.send?.({ type: 'ready', port: server.port });
};

run().catch(fail);
