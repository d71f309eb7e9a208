import { createServer } from 'node:net';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** A port of 127.0.0.1 on which nothing listens now. */
export const freePort = async (): Promise<number> => {
  const port = await listenBriefly(0);
  if (port === undefined) throw new EmbeddedPostgresError('the system gave no free port on 127.0.0.1');
  return port;
};

export const assertDatabasePortFree = async (port: number): Promise<void> => {
  if ((await listenBriefly(port)) === undefined) {
    throw new EmbeddedPostgresError(
      `port ${port} of 127.0.0.1, asked for the embedded PostgreSQL, is taken by another program`,
    );
  }
};

const listenBriefly = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' ? address?.port : undefined);
      });
    });
  });
