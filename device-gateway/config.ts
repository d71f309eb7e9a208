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
  KANHU_MQTT_TLS_CLIENT_CA: z.string().optional(),
  KANHU_MQTT_TLS_CLIENT_CRL: z.string().optional(),
  KANHU_MQTT_TLS_CLIENT_CERT: z.enum(['required', 'requested']).optional(),
  KANHU_MQTT_TLS_CLIENT_PASSWORD: z.enum(['required', 'optional']).optional(),
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

/** Certificates of devices, issued by the clinic. */
export type ClientCertificatesConfig = Readonly<{
  caFile: string;
  crlFile: string | null;
  /** A device's secret is worth nothing without its certificate, on any listener. */
  isRequired: boolean;
  /** A certificate is enough to sign in. */
  isPasswordOptional: boolean;
}>;

export type TlsConfig = Readonly<{
  port: number;
  certFile: string;
  keyFile: string;
  /** Null: devices are asked for their password only. */
  clients: ClientCertificatesConfig | null;
}>;

export type EndpointConfig = Readonly<{
  /** Undefined: every address of the machine, IPv6 and IPv4. */
  bindAddress: string | undefined;
  port: number;
  webSocketPort: number;
  tls: TlsConfig | null;
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

type Variables = z.output<typeof schema>;

/** What a clinic set about its devices' certificates; a setting that would change nothing stops the start. */
const readClientCertificates = (variables: Variables): ClientCertificatesConfig | null => {
  const { KANHU_MQTT_TLS_CLIENT_CA: caFile, KANHU_MQTT_TLS_CLIENT_CRL: crlFile } = variables;
  const refuse = (name: keyof Variables, reason: string): never => {
    throw new EnvironmentError([{ name, reason }]);
  };
  if (caFile === undefined) {
    const names = [
      'KANHU_MQTT_TLS_CLIENT_CRL',
      'KANHU_MQTT_TLS_CLIENT_CERT',
      'KANHU_MQTT_TLS_CLIENT_PASSWORD',
    ] as const;
    const vain = names.find((name) => variables[name] !== undefined);
    return vain === undefined ? null : refuse(vain, 'has no effect without KANHU_MQTT_TLS_CLIENT_CA');
  }
  if (variables.MQTT_URL !== undefined) {
    refuse('KANHU_MQTT_TLS_CLIENT_CA', 'has no effect with MQTT_URL: the broker asks for the certificates of devices');
  }
  if (variables.KANHU_TLS_CERT === undefined) {
    refuse('KANHU_MQTT_TLS_CLIENT_CA', 'has no effect without KANHU_TLS_CERT: there is no TLS to ask in');
  }
  return {
    caFile,
    crlFile: crlFile ?? null,
    isRequired: variables.KANHU_MQTT_TLS_CLIENT_CERT !== 'requested',
    isPasswordOptional: variables.KANHU_MQTT_TLS_CLIENT_PASSWORD === 'optional',
  };
};

/** The gateway's settings from its environment and command line. Throws {@link EnvironmentError}. */
export const readConfig = (env: Environment, args: readonly string[] = []): GatewayConfig => {
  const variables = readEnvironment(schema, env);
  const { KANHU_TLS_CERT: certFile, KANHU_TLS_KEY: keyFile, MQTT_URL: upstreamUrl } = variables;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const name = certFile === undefined ? 'KANHU_TLS_CERT' : 'KANHU_TLS_KEY';
    throw new EnvironmentError([{ name, reason: 'is required: certificate and key belong together' }]);
  }
  const clients = readClientCertificates(variables);
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
                  ? { port: variables.KANHU_MQTTS_PORT, certFile, keyFile, clients }
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
