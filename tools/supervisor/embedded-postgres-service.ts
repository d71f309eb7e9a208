import { startEmbeddedPostgres, type EmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import type { Service } from './service.ts';

export type EmbeddedPostgresService = Service & {
  /** Once it has been started. Stays the same when it is started again, so that everyone finds it. */
  url(): string;
};

/** The embedded PostgreSQL as a service: killed or crashed, it is started again on its data and its port. */
export const embeddedPostgresService = (dataDir: string): EmbeddedPostgresService => {
  let latest: EmbeddedPostgres | undefined;
  return {
    name: 'postgres',
    url: () => {
      if (!latest) throw new Error('the embedded PostgreSQL has not been started');
      return latest.url;
    },
    start: async ({ log }) => {
      const { promise: ended, resolve: end } = Promise.withResolvers<string>();
      const server = await startEmbeddedPostgres({
        dataDir,
        ...(latest && { port: latest.port }),
        log,
        onExit: ({ code, signal }) => end(signal ? `killed by ${signal}` : `exit code ${code ?? 'unknown'}`),
      });
      latest = server;
      return {
        ended,
        stop: async () => {
          await server.close();
          end('stopped');
        },
      };
    },
  };
};
