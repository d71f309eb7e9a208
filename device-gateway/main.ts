import { EnvironmentError } from '#contracts/environment.ts';
import { readConfig } from './config.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { createLogger } from './log.ts';
import { openIngestThread } from './ingest-thread/open.ts';

/** After which a stop that hangs (a database that never answers) is cut short. */
const STOP_TIMEOUT_MS = 15_000;
/** "configuration error" of sysexits.h: a supervisor need not try again. */
const EXIT_CONFIGURATION = 78;

const fail = (error: unknown): never => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The device gateway does not start.\n${reason}\n`);
  process.exit(error instanceof EnvironmentError ? EXIT_CONFIGURATION : 1);
};

const run = async (): Promise<void> => {
  const config = readConfig(process.env, process.argv);
  const log = createLogger(config.gatewayId, config.logLevel);
  let gateway: Gateway | null = null;
  let exitCode = 0;

  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'gateway stops');
    setTimeout(() => {
      log.error('gateway did not stop in time');
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    (gateway?.stop() ?? Promise.resolve()).then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error({ err: error }, 'gateway did not stop cleanly');
        process.exit(1);
      },
    );
  };
  let stopping = false;
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  // Whoever started it with a channel is gone: a gateway without its supervisor would hold the ports for ever.
  process.once('disconnect', () => stop('the supervisor is gone'));

  gateway = await startGateway({
    config,
    log,
    openIngest: (deps) => openIngestThread(deps),
    onLeft: () => stop('left the broker'),
    onFatal: (error) => {
      log.fatal({ reason: error.message }, 'gateway cannot go on');
      exitCode = 1;
      stop(error.message);
    },
  });
  log.info({ ...gateway.ports }, 'gateway listens');
  if ((await gateway.ready) === null) return;
  log.info('gateway is ready');
  process.send?.({ type: 'ready', ports: gateway.ports });
};

run().catch(fail);
