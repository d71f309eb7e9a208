import { EnvironmentError } from '#contracts/environment.ts';
import { readConfig } from './config.ts';
import { createLogger } from './log.ts';
import { startMediaService } from './service.ts';

const fail = (error: unknown): never => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The media node does not start.\n${reason}\n`);
  process.exit(error instanceof EnvironmentError ? 78 : 1);
};

try {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const service = await startMediaService(config, log);
  log.info({ nodeId: config.nodeId, port: service.port, workers: config.workers }, 'media node is ready');

  const stop = (reason: string): void => {
    log.info({ reason }, 'media node stops');
    service.close().then(
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
  process.send?.({ type: 'ready' });
} catch (error) {
  fail(error);
}
