import { pino, type Logger } from 'pino';
import type { EndpointConfig, GatewayConfig } from '#device-gateway/config.ts';
import { startGateway, type Gateway, type OpenIngest } from '#device-gateway/gateway.ts';
import { openIngestThread } from '#device-gateway/ingest-thread/open.ts';

export type TestGateway = Gateway & {
  mqttUrl: string;
  webSocketUrl: string;
  metric: (name: string) => Promise<number>;
};

const endpoint: EndpointConfig = {
  bindAddress: '127.0.0.1',
  port: 0,
  webSocketPort: 0,
  tls: null,
  trustedProxies: [],
  maxConnectionsPerAddress: 5000,
};

export type TestGatewayOptions = {
  endpoint?: Partial<EndpointConfig>;
  config?: Partial<GatewayConfig>;
  /** Instead of the ingest that ships, such as one without its forecaster's artifact. */
  openIngest?: OpenIngest;
  /** Where it logs; nowhere unless said. */
  log?: Logger;
  /** Return while the gateway still waits for its database. */
  isWaiting?: boolean;
};

/** A gateway in this process, on ports that the system chooses. */
export const startTestGateway = async (databaseUrl: string, options: TestGatewayOptions = {}): Promise<TestGateway> => {
  const fatal: Error[] = [];
  const gateway = await startGateway({
    config: {
      gatewayId: 'gw-test',
      databaseUrl,
      mqtt: { endpoint: { ...endpoint, ...options.endpoint } },
      metrics: { address: '127.0.0.1', port: 0 },
      logLevel: 'silent',
      ...options.config,
    },
    log: options.log ?? pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
    openIngest: options.openIngest ?? ((deps) => openIngestThread(deps)),
    onFatal: (error) => fatal.push(error),
  });
  if (!options.isWaiting) await gateway.ready;
  const metricsUrl = `http://127.0.0.1:${gateway.ports.metrics}/metrics`;
  return {
    ...gateway,
    mqttUrl: `mqtt://127.0.0.1:${gateway.ports.mqtt ?? 0}`,
    webSocketUrl: `ws://127.0.0.1:${gateway.ports.webSocket ?? 0}/mqtt`,
    metric: async (name) => {
      const text = await (await fetch(metricsUrl)).text();
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
      return line === undefined ? 0 : Number(line.slice(name.length + 1));
    },
  };
};
