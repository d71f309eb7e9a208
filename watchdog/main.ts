import { pino } from 'pino';
import { EnvironmentError } from '#contracts/environment.ts';
import { connect } from '#database/client.ts';
import { createChannels } from '#server/notifications/channels/create.ts';
import { readWatchdogConfig } from './config.ts';
import { createOperators } from './operators.ts';
import { startWatching } from './watch.ts';

/** After which a stop that hangs is cut short. */
const STOP_TIMEOUT_MS = 10_000;
/** "configuration error" of sysexits.h: a supervisor need not try again. */
const EXIT_CONFIGURATION = 78;

const run = (): void => {
  const config = readWatchdogConfig(process.env);
  const log = pino({ level: config.logLevel, base: { process: 'watchdog' }, timestamp: pino.stdTimeFunctions.isoTime });
  const connections = connect(config.databaseUrl, { maxConnections: 2, applicationName: 'kanhu-watchdog' });
  const channels = createChannels({ ...config, tls: null, vapid: null });
  const operators = createOperators(channels, config.operators, log);
  if (config.operators.length === 0) log.warn('KANHU_WATCHDOG_TO names nobody: only /readyz and this log will tell');
  const watchdog = startWatching({ config, sql: connections.sql, operators, log });
  let isStopping = false;

  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ reason }, 'watchdog stops');
    setTimeout(() => {
      log.error('watchdog did not stop in time');
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    watchdog
      .close()
      .then(() => connections.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ code: (error as { code?: unknown }).code }, 'watchdog did not stop cleanly');
          process.exit(1);
        },
      );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  process.once('disconnect', () => stop('the supervisor is gone'));
  log.info('watchdog watches');
  process.send?.({ type: 'ready' });
};

try {
  run();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The watchdog does not start.\n${reason}\n`);
  process.exit(error instanceof EnvironmentError ? EXIT_CONFIGURATION : 1);
}
