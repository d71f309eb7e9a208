import { EnvironmentError } from '#contracts/environment.ts';
import { readConfig } from './config.ts';
import { createLogger, passOnMediaErrors } from './log.ts';
import { startMediaService, type MediaService } from './service.ts';

/** After which a stop that hangs is cut short; a supervisor waits longer. */
const STOP_TIMEOUT_MS = 8_000;
/** "configuration error" of sysexits.h: a supervisor need not try again. */
const EXIT_CONFIGURATION = 78;

const fail = (error: unknown): never => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The media node does not start.\n${reason}\n`);
  process.exit(error instanceof EnvironmentError ? EXIT_CONFIGURATION : 1);
};

const run = async (): Promise<void> => {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  passOnMediaErrors(log);
  let service: MediaService | null = null;
  let isStopping = false;

  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ reason }, 'media node stops');
    setTimeout(() => {
      log.error('media node did not stop in time');
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    (service?.close() ?? Promise.resolve()).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'media node did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  // Whoever started it with a channel is gone: a node without its supervisor would hold the ports for ever.
  process.once('disconnect', () => stop('the supervisor is gone'));

  service = await startMediaService(config, log);
  const { node } = service;
  // An operator takes the node away without ending a visit; a service manager starts its next release afterwards.
  process.once('SIGUSR2', () => {
    log.info({ rooms: node.rooms.length }, 'no new rooms from now on; the node stops when its last visit has ended');
    node.drain();
  });
  void node.drained.then(() => stop('its last visit has ended'));
  log.info({ nodeId: config.nodeId, port: service.port, workers: config.workers }, 'media node is ready');
  process.send?.({ type: 'ready', port: service.port });
};

run().catch(fail);
