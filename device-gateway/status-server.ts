import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { GatewayConfig } from './config.ts';
import { listen } from './listen.ts';

export type StatusServer = { readonly port: number; close(): void };

/**
 * `/healthz`: this process is alive, whatever it waits for. `/readyz`: it takes readings in. `/metrics`: its numbers, for
 * Prometheus.
 */
export const openStatusServer = async (
  config: GatewayConfig['metrics'],
  registry: Registry,
  isReady: () => boolean,
): Promise<StatusServer> => {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(405, 'text/plain', 'only GET\n');
    } else if (request.url === '/healthz') {
      answer(200, 'application/json', JSON.stringify({ state: 'up' }));
    } else if (request.url === '/readyz') {
      answer(isReady() ? 200 : 503, 'application/json', JSON.stringify({ state: isReady() ? 'up' : 'down' }));
    } else if (request.url === '/metrics') {
      registry.metrics().then(
        (text) => answer(200, registry.contentType, text),
        () => answer(500, 'text/plain', 'metrics failed\n'),
      );
    } else {
      answer(404, 'text/plain', 'not found\n');
    }
  });
  await listen(server, { address: config.address, port: config.port, variable: 'KANHU_GATEWAY_METRICS_PORT' });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
};
