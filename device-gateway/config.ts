import { hostname } from 'node:os';
import { z } from 'zod';
import {
  AddressList,
  EnvironmentError,
  LogLevel,
  Port,
  PostgresUrl,
  readEnvironment,
  type Environment,
} from '#contracts/environment.ts';

const Count = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, 'must be a whole number above 0')
  .transform(Number);

const schema = z.object({
  DATABASE_URL: PostgresUrl,
  MQTT_URL: z.url({ protocol: /^mqtts?$/, error: 'must be a mqtt:// or mqtts:// URL' }).optional(),
  KANHU_BIND_ADDRESS: z.string().optional(),
  KANHU_MQTT_PORT: Port.default(1883),
  KANHU_MQTT_WS_PORT: Port.default(8083),
  KANHU_MQTTS_PORT: Port.default(8883),
  KANHU_TLS_CERT: z.string().optional(),
  KANHU_TLS_KEY: z.string().optional(),
  KANHU_TRUSTED_PROXIES: AddressList.default([]),
  KANHU_MQTT_MAX_CONNECTIONS_PER_ADDRESS: Count.default(5000),
  KANHU_MQTT_CONNECTIONS: Count.default(4),
  KANHU_GATEWAY_ID: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
    .optional(),
  KANHU_GATEWAY_METRICS_ADDRESS: z.string().default('127.0.0.1'),
  KANHU_GATEWAY_METRICS_PORT: Port.default(9464),
  KANHU_LOG_LEVEL: LogLevel.default('info'),
});

export type EndpointConfig = Readonly<{
  /** Undefined: every address of the machine, IPv6 and IPv4. */
  bindAddress: string | undefined;
  port: number;
  webSocketPort: number;
  tls: Readonly<{ port: number; certFile: string; keyFile: string }> | null;
  trustedProxies: readonly string[];
  maxConnectionsPerAddress: number;
}>;

export type UpstreamConfig = Readonly<{ url: string; connections: number; isLeaving: boolean }>;

export type GatewayConfig = Readonly<{
  /** Names this gateway in heartbeats and, behind an external broker, its fixed client ids: keep it over restarts. */
  gatewayId: string;
  databaseUrl: string;
  /** The broker's own endpoint, or the external broker that takes its place. */
  mqtt: Readonly<{ endpoint: EndpointConfig } | { upstream: UpstreamConfig }>;
  metrics: Readonly<{ address: string; port: number }>;
  logLevel: z.output<typeof LogLevel>;
}>;

/** Takes what this gateway's sessions at the external broker still hold, ends them, and stops: it does not come back. */
export const LEAVE_FLAG = '--leave';

/** The gateway's settings from its environment and command line. Throws {@link EnvironmentError}. */
export const readConfig = (env: Environment, args: readonly string[] = []): GatewayConfig => {
  const variables = readEnvironment(schema, env);
  const { KANHU_TLS_CERT: certFile, KANHU_TLS_KEY: keyFile, MQTT_URL: upstreamUrl } = variables;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const name = certFile === undefined ? 'KANHU_TLS_CERT' : 'KANHU_TLS_KEY';
    throw new EnvironmentError([{ name, reason: 'is required: certificate and key belong together' }]);
  }
  return Object.freeze({
    gatewayId: variables.KANHU_GATEWAY_ID ?? `${hostname()}-${variables.KANHU_MQTT_PORT}`.replace(/[^\w.-]/g, '-'),
    databaseUrl: variables.DATABASE_URL,
    mqtt:
      upstreamUrl === undefined
        ? {
            endpoint: {
              bindAddress: variables.KANHU_BIND_ADDRESS,
              port: variables.KANHU_MQTT_PORT,
              webSocketPort: variables.KANHU_MQTT_WS_PORT,
              tls:
                certFile !== undefined && keyFile !== undefined
                  ? { port: variables.KANHU_MQTTS_PORT, certFile, keyFile }
                  : null,
              trustedProxies: variables.KANHU_TRUSTED_PROXIES,
              maxConnectionsPerAddress: variables.KANHU_MQTT_MAX_CONNECTIONS_PER_ADDRESS,
            },
          }
        : {
            upstream: {
              url: upstreamUrl,
              connections: variables.KANHU_MQTT_CONNECTIONS,
              isLeaving: args.includes(LEAVE_FLAG),
            },
          },
    metrics: { address: variables.KANHU_GATEWAY_METRICS_ADDRESS, port: variables.KANHU_GATEWAY_METRICS_PORT },
    logLevel: variables.KANHU_LOG_LEVEL,
  });
};
