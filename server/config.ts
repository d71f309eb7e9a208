import { fileURLToPath } from 'node:url';
import proxyAddr from 'proxy-addr';
import { z } from 'zod';
import { AddressList, LogLevel, Port, PostgresUrl, readEnvironment, type Environment } from '#contracts/environment.ts';
import {
  GatewaySecret,
  MailFrom,
  MailUrl,
  VapidPrivateKey,
  VapidSubject,
  type Mail,
  type MessageGateway,
  type Vapid,
} from './notification-keys.ts';

export type ServerConfig = Readonly<{
  databaseUrl: string;
  bindAddress: string;
  port: number;
  /** Where browsers reach this server, where it is not simply the host they asked for. */
  publicUrl: URL | null;
  tls: Readonly<{ certFile: string; keyFile: string }> | null;
  /** Addresses and networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  trustedProxies: readonly string[];
  /** Signs session cookies; all servers of a clinic have the same. */
  authSecret: string;
  /** The secrets of webhook senders are derived from it; all servers of a clinic have the same. */
  webhookSecret: string | null;
  /** Where WebSocket upgrades of `/mqtt` are forwarded to, on this machine. */
  mqttWsPort: number;
  /** Port of the media node's signalling on the host that pages come from; `mediaUrl` where that is elsewhere. */
  mediaPort: number;
  mediaUrl: URL | null;
  /** Where pages may reach media nodes beside that: of several nodes each has an origin of its own. */
  mediaOrigins: readonly URL[];
  /** PEM (PKCS #8, Ed25519): signs join tokens and control commands. */
  joinTokenPrivateKey: string | null;
  /** PEM (SPKI, Ed25519): what media nodes sign their reports with. */
  mediaNodePublicKey: string | null;
  turn: Readonly<{ secret: string; urls: readonly string[] }> | null;
  vapid: Vapid | null;
  mail: Mail | null;
  messageGateway: MessageGateway | null;
  /** Networks of the clinic's own that messages may be sent to: everything private is refused otherwise. */
  outboundNetworks: readonly string[];
  webClientFolder: string;
  logLevel: z.infer<typeof LogLevel>;
}>;

const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .transform((text) => new URL(text));

const Origins = AddressList.pipe(
  z.array(z.url({ protocol: /^https?$/, error: 'must be http:// or https:// URLs, separated by commas' })),
).transform((list) => list.map((each) => new URL(each)));

const Networks = AddressList.refine((list) => {
  try {
    proxyAddr.compile([...list]);
    return true;
  } catch {
    return false;
  }
}, 'must be addresses, networks (10.0.0.0/8) or loopback, linklocal, uniquelocal, separated by commas');

/** Two settings that mean nothing without each other; the one that is missing is named. */
const pair = (first: string, second: string) => (keys: Record<string, unknown>, context: z.RefinementCtx) => {
  if ((keys[first] === undefined) === (keys[second] === undefined)) return;
  const [given, missing] = keys[first] === undefined ? [second, first] : [first, second];
  context.addIssue({ code: 'custom', path: [missing], message: `goes together with ${given}` });
};

const both = <A, B, T>(a: A | undefined, b: B | undefined, make: (a: A, b: B) => T): T | null =>
  a === undefined || b === undefined ? null : make(a, b);

const Keys = z
  .object({
    DATABASE_URL: PostgresUrl,
    KANHU_BIND_ADDRESS: z.string().default('127.0.0.1'),
    KANHU_PORT: Port.default(8080),
    KANHU_PUBLIC_URL: HttpUrl.optional(),
    KANHU_TLS_CERT: z.string().optional(),
    KANHU_TLS_KEY: z.string().optional(),
    KANHU_TRUSTED_PROXIES: Networks.default([]),
    KANHU_AUTH_SECRET: z.string().min(32, 'must have at least 32 characters, made at random'),
    KANHU_WEBHOOK_SECRET: z.string().min(32, 'must have at least 32 characters, made at random').optional(),
    KANHU_MQTT_WS_PORT: Port.default(8083),
    KANHU_MEDIA_PORT: Port.default(8081),
    KANHU_MEDIA_URL: HttpUrl.optional(),
    KANHU_JOIN_TOKEN_PRIVATE_KEY: z.string().optional(),
    KANHU_MEDIA_NODE_PUBLIC_KEY: z.string().optional(),
    KANHU_MEDIA_ORIGINS: Origins.default([]),
    KANHU_TURN_SECRET: z.string().optional(),
    KANHU_TURN_URLS: AddressList.optional(),
    KANHU_VAPID_PRIVATE_KEY: VapidPrivateKey.optional(),
    KANHU_VAPID_SUBJECT: VapidSubject.optional(),
    KANHU_MAIL_URL: MailUrl.optional(),
    KANHU_MAIL_FROM: MailFrom.optional(),
    KANHU_MESSAGE_GATEWAY_URL: HttpUrl.optional(),
    KANHU_MESSAGE_GATEWAY_SECRET: GatewaySecret.optional(),
    KANHU_OUTBOUND_NETWORKS: Networks.default([]),
    KANHU_WEB_CLIENT_DIR: z.string().default(fileURLToPath(new URL('../dist/web-client', import.meta.url))),
    KANHU_LOG_LEVEL: LogLevel.default('info'),
  })
  .superRefine(pair('KANHU_TLS_CERT', 'KANHU_TLS_KEY'))
  .superRefine(pair('KANHU_TURN_SECRET', 'KANHU_TURN_URLS'))
  .superRefine(pair('KANHU_VAPID_PRIVATE_KEY', 'KANHU_VAPID_SUBJECT'))
  .superRefine(pair('KANHU_MAIL_URL', 'KANHU_MAIL_FROM'))
  .superRefine(pair('KANHU_MESSAGE_GATEWAY_URL', 'KANHU_MESSAGE_GATEWAY_SECRET'));

/** Reads the server's settings. Throws an `EnvironmentError` that names what is wrong and never a value. */
export const readServerConfig = (env: Environment): ServerConfig => {
  const keys = readEnvironment(Keys, env);
  return Object.freeze({
    databaseUrl: keys.DATABASE_URL,
    bindAddress: keys.KANHU_BIND_ADDRESS,
    port: keys.KANHU_PORT,
    publicUrl: keys.KANHU_PUBLIC_URL ?? null,
    tls: both(keys.KANHU_TLS_CERT, keys.KANHU_TLS_KEY, (certFile, keyFile) => ({ certFile, keyFile })),
    trustedProxies: keys.KANHU_TRUSTED_PROXIES,
    authSecret: keys.KANHU_AUTH_SECRET,
    webhookSecret: keys.KANHU_WEBHOOK_SECRET ?? null,
    mqttWsPort: keys.KANHU_MQTT_WS_PORT,
    mediaPort: keys.KANHU_MEDIA_PORT,
    mediaUrl: keys.KANHU_MEDIA_URL ?? null,
    mediaOrigins: keys.KANHU_MEDIA_ORIGINS,
    joinTokenPrivateKey: keys.KANHU_JOIN_TOKEN_PRIVATE_KEY ?? null,
    mediaNodePublicKey: keys.KANHU_MEDIA_NODE_PUBLIC_KEY ?? null,
    turn: both(keys.KANHU_TURN_SECRET, keys.KANHU_TURN_URLS, (secret, urls) => ({ secret, urls })),
    vapid: both(keys.KANHU_VAPID_PRIVATE_KEY, keys.KANHU_VAPID_SUBJECT, (keyPair, subject) => ({
      ...keyPair,
      subject,
    })),
    mail: both(keys.KANHU_MAIL_URL, keys.KANHU_MAIL_FROM, (url, from) => ({ url, from })),
    messageGateway: both(keys.KANHU_MESSAGE_GATEWAY_URL, keys.KANHU_MESSAGE_GATEWAY_SECRET, (url, secret) => ({
      url,
      secret,
    })),
    outboundNetworks: keys.KANHU_OUTBOUND_NETWORKS,
    webClientFolder: keys.KANHU_WEB_CLIENT_DIR,
    logLevel: keys.KANHU_LOG_LEVEL,
  });
};
