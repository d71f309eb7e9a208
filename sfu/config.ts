import { hostname, availableParallelism } from 'node:os';
import { z } from 'zod';
import { EnvironmentError, LogLevel, Port, readEnvironment, type Environment } from '#contracts/environment.ts';

const HttpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });

const schema = z.object({
  KANHU_BIND_ADDRESS: z.string().optional(),
  KANHU_ANNOUNCED_ADDRESS: z.string().optional(),
  KANHU_PUBLIC_URL: HttpUrl.optional(),
  KANHU_TLS_CERT: z.string().optional(),
  KANHU_TLS_KEY: z.string().optional(),
  KANHU_INTERNAL_URL: HttpUrl.default('http://127.0.0.1:8080'),
  KANHU_JOIN_TOKEN_PUBLIC_KEY: z.string(),
  KANHU_MEDIA_NODE_PRIVATE_KEY: z.string(),
  KANHU_MEDIA_NODE_ID: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
    .optional(),
  KANHU_MEDIA_URL: HttpUrl.optional(),
  KANHU_MEDIA_CONTROL_URL: HttpUrl.optional(),
  KANHU_MEDIA_PORT: Port.default(8081),
  KANHU_MEDIA_RTC_PORT: Port.default(40_000),
  KANHU_MEDIA_WORKERS: z
    .string()
    .regex(/^[1-9]\d?$/, 'must be a number from 1 to 99')
    .transform(Number)
    .optional(),
  KANHU_MEDIASOUP_WORKER: z.string().optional(),
  // mediasoup's own name for the same.
  MEDIASOUP_WORKER_BIN: z.string().optional(),
  KANHU_LOG_LEVEL: LogLevel.default('info'),
});

export type MediaNodeConfig = Readonly<{
  /** Names this node in tokens and heartbeats: each node of a clinic has its own. */
  nodeId: string;
  /** Where signalling listens. */
  bindAddress: string;
  port: number;
  tls: Readonly<{ certFile: string; keyFile: string }> | null;
  /** Where media listen: the first port, UDP and TCP; each further worker takes the next. */
  rtc: Readonly<{ listenAddress: string; announcedAddress: string; firstPort: number }>;
  workers: number;
  workerBin: string | undefined;
  /** Origin of the pages that may connect; null: pages from the host name under which this node was reached. */
  allowedOrigin: string | null;
  /** Where browsers reach this node, and where the server does. */
  mediaUrl: string;
  controlUrl: string;
  serverUrl: string;
  /** PEM (SPKI, Ed25519): what the server signs join tokens and commands with. */
  joinTokenPublicKey: string;
  /** PEM (PKCS #8, Ed25519): signs this node's reports. */
  nodePrivateKey: string;
  logLevel: z.output<typeof LogLevel>;
}>;

/** Browsers on this machine reach it there; every other browser needs an address that it can reach, so it must be said. */
const LOCAL_ADDRESS = '127.0.0.1';

/** A second worker pays from the second core on; one clinic's visits fill no more than that. */
const defaultWorkers = (): number => Math.min(2, availableParallelism());

/** The media node's settings from its environment. Throws {@link EnvironmentError}. */
export const readConfig = (env: Environment): MediaNodeConfig => {
  const variables = readEnvironment(schema, env);
  const { KANHU_TLS_CERT: certFile, KANHU_TLS_KEY: keyFile, KANHU_MEDIA_PORT: port } = variables;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const name = certFile === undefined ? 'KANHU_TLS_CERT' : 'KANHU_TLS_KEY';
    throw new EnvironmentError([{ name, reason: 'is required: certificate and key belong together' }]);
  }
  const workers = variables.KANHU_MEDIA_WORKERS ?? defaultWorkers();
  const firstPort = variables.KANHU_MEDIA_RTC_PORT;
  if (firstPort === 0 || firstPort + workers - 1 > 65_535) {
    throw new EnvironmentError([
      { name: 'KANHU_MEDIA_RTC_PORT', reason: `must leave room for ${workers} ports, one for each worker` },
    ]);
  }
  const announcedAddress = variables.KANHU_ANNOUNCED_ADDRESS ?? LOCAL_ADDRESS;
  const scheme = certFile === undefined ? 'http' : 'https';
  const { KANHU_PUBLIC_URL: publicUrl } = variables;
  return Object.freeze({
    nodeId: variables.KANHU_MEDIA_NODE_ID ?? `${hostname()}-${port}`.replace(/[^\w.-]/g, '-').slice(0, 64),
    bindAddress: variables.KANHU_BIND_ADDRESS ?? LOCAL_ADDRESS,
    port,
    tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : null,
    rtc: { listenAddress: variables.KANHU_BIND_ADDRESS ?? '0.0.0.0', announcedAddress, firstPort },
    workers,
    workerBin: variables.KANHU_MEDIASOUP_WORKER ?? variables.MEDIASOUP_WORKER_BIN,
    allowedOrigin: publicUrl === undefined ? null : new URL(publicUrl).origin,
    mediaUrl: variables.KANHU_MEDIA_URL ?? `${scheme}://${announcedAddress}:${port}`,
    controlUrl: variables.KANHU_MEDIA_CONTROL_URL ?? `${scheme}://${LOCAL_ADDRESS}:${port}`,
    serverUrl: variables.KANHU_INTERNAL_URL,
    joinTokenPublicKey: variables.KANHU_JOIN_TOKEN_PUBLIC_KEY,
    nodePrivateKey: variables.KANHU_MEDIA_NODE_PRIVATE_KEY,
    logLevel: variables.KANHU_LOG_LEVEL,
  });
};
