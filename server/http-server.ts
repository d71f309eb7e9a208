import { readFileSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { ServerConfig } from './config.ts';
import type { Env } from './deps.ts';

/** How long answers under way may take when the server stops. */
const LAST_ANSWERS_MS = 3_000;

/**
 * How long a connection without requests stays open: longer than a proxy keeps it (nginx 60 s), so that none is closed in
 * the moment in which it is used again. Node's own 5 s lose a request now and then.
 */
const KEEP_ALIVE_MS = 75_000;

export const createWebServer = ({ tls }: ServerConfig, fetch: Hono<Env>['fetch']): HttpServer => {
  const server = tls
    ? createAdaptorServer({
        fetch,
        createServer: createHttpsServer,
        serverOptions: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) },
      })
    : createAdaptorServer({ fetch });
  // The adapter's type also covers HTTP/2, which we do not ask for; an HTTPS server is the same over TLS.
  const http = server as HttpServer;
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  return http;
};

/** Starts to listen; answers with the port, which the system chose where the configuration says 0. */
export const listen = async (server: HttpServer, { bindAddress, port }: ServerConfig): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`port ${port} (KANHU_PORT) is taken on ${bindAddress}`, { cause: error }) : error);
    });
    server.listen(port, bindAddress, resolve);
  });
  return (server.address() as AddressInfo).port;
};

/** Takes no more requests, lets those under way be answered, then cuts what is left. */
export const closeWebServer = async (server: HttpServer): Promise<void> => {
  const timer = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
};
