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

  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'media node stops');
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'media node did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  fail(error);
}
