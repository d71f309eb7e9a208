import { z } from 'zod';
import { AddressList, LogLevel, Port, PostgresUrl, readEnvironment, type Environment } from '#contracts/environment.ts';
import { GatewaySecret, MailFrom, MailUrl, type Mail, type MessageGateway } from '#server/notification-keys.ts';

/** One of the people who run the service: a mail address, or a phone number for the message gateway. */
export type Operator = Readonly<{ channel: 'mail' | 'sms'; address: string }>;

export type WatchdogConfig = Readonly<{
  databaseUrl: string;
  /** Where devices sign in, and where pages connect: the watchdog comes by the same doors. */
  mqttUrl: URL;
  serverUrl: URL;
  /** Proves the watchdog to both; kept with the installation. */
  secret: string;
  /** How often a breach is sent while all is well. */
  everyMs: number;
  /** After how long without one that came back the operators are told. */
  fireAfterMs: number;
  /** How often they are told again while it goes on. */
  repeatMs: number;
  operators: readonly Operator[];
  mail: Mail | null;
  messageGateway: MessageGateway | null;
  outboundNetworks: readonly string[];
  publicUrl: URL | null;
  port: number;
  logLevel: z.infer<typeof LogLevel>;
}>;

const Seconds = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number of seconds')
    .transform(Number)
    .refine((seconds) => seconds >= least && seconds <= most, `must be from ${least} to ${most} seconds`)
    .transform((seconds) => seconds * 1000);

const url = (protocol: RegExp, error: string) => z.url({ protocol, error }).transform((text) => new URL(text));
const HttpUrl = url(/^https?$/, 'must be an http:// or https:// URL');
const MqttUrl = url(/^mqtts?$/, 'must be an mqtt:// or mqtts:// URL');

/** E.164. */
const PHONE = /^\+[1-9]\d{6,14}$/;
const MAIL = /^[^<>\s@]+@[^<>\s@]+$/;

const Operators = AddressList.transform((list, context): Operator[] =>
  list.flatMap((address): Operator[] => {
    if (MAIL.test(address)) return [{ channel: 'mail', address }];
    if (PHONE.test(address)) return [{ channel: 'sms', address }];
    context.addIssue({
      code: 'custom',
      message: 'must be mail addresses or phone numbers (+8613…), with commas between',
    });
    return [];
  }),
);

const Keys = z
  .object({
    DATABASE_URL: PostgresUrl,
    KANHU_WATCHDOG_MQTT_URL: MqttUrl.default(new URL('mqtt://127.0.0.1:1883')),
    KANHU_INTERNAL_URL: HttpUrl.default(new URL('http://127.0.0.1:8080')),
    KANHU_WATCHDOG_SECRET: z.string().min(32, 'must have at least 32 characters, made at random'),
    KANHU_WATCHDOG_EVERY_SECONDS: Seconds(1, 600).default(60_000),
    KANHU_WATCHDOG_FIRE_AFTER_SECONDS: Seconds(2, 1_800).default(100_000),
    KANHU_WATCHDOG_REPEAT_SECONDS: Seconds(1, 86_400).default(1_800_000),
    KANHU_WATCHDOG_TO: Operators.default([]),
    KANHU_MAIL_URL: MailUrl.optional(),
    KANHU_MAIL_FROM: MailFrom.optional(),
    KANHU_MESSAGE_GATEWAY_URL: HttpUrl.optional(),
    KANHU_MESSAGE_GATEWAY_SECRET: GatewaySecret.optional(),
    KANHU_OUTBOUND_NETWORKS: AddressList.default([]),
    KANHU_PUBLIC_URL: HttpUrl.optional(),
    KANHU_PORT: Port.default(8080),
    KANHU_LOG_LEVEL: LogLevel.default('info'),
  })
  .superRefine((keys, context) => {
    const complain = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (keys.KANHU_WATCHDOG_FIRE_AFTER_SECONDS <= keys.KANHU_WATCHDOG_EVERY_SECONDS)
      complain('KANHU_WATCHDOG_FIRE_AFTER_SECONDS', 'must be longer than KANHU_WATCHDOG_EVERY_SECONDS');
    const needs = (channel: Operator['channel']) =>
      keys.KANHU_WATCHDOG_TO.some((operator) => operator.channel === channel);
    if (needs('mail') && (keys.KANHU_MAIL_URL === undefined || keys.KANHU_MAIL_FROM === undefined))
      complain('KANHU_MAIL_URL', 'and KANHU_MAIL_FROM are needed for the mail addresses in KANHU_WATCHDOG_TO');
    const hasGateway = keys.KANHU_MESSAGE_GATEWAY_URL !== undefined && keys.KANHU_MESSAGE_GATEWAY_SECRET !== undefined;
    if (needs('sms') && !hasGateway)
      complain(
        'KANHU_MESSAGE_GATEWAY_URL',
        'and KANHU_MESSAGE_GATEWAY_SECRET are needed for the phone numbers in KANHU_WATCHDOG_TO',
      );
  });

/** Reads the watchdog's settings. Throws an `EnvironmentError` that names what is wrong and never a value. */
export const readWatchdogConfig = (env: Environment): WatchdogConfig => {
  const keys = readEnvironment(Keys, env);
  const { KANHU_MAIL_URL: mailUrl, KANHU_MAIL_FROM: from } = keys;
  const { KANHU_MESSAGE_GATEWAY_URL: gatewayUrl, KANHU_MESSAGE_GATEWAY_SECRET: secret } = keys;
  return Object.freeze({
    databaseUrl: keys.DATABASE_URL,
    mqttUrl: keys.KANHU_WATCHDOG_MQTT_URL,
    serverUrl: keys.KANHU_INTERNAL_URL,
    secret: keys.KANHU_WATCHDOG_SECRET,
    everyMs: keys.KANHU_WATCHDOG_EVERY_SECONDS,
    fireAfterMs: keys.KANHU_WATCHDOG_FIRE_AFTER_SECONDS,
    repeatMs: keys.KANHU_WATCHDOG_REPEAT_SECONDS,
    operators: keys.KANHU_WATCHDOG_TO,
    mail: mailUrl === undefined || from === undefined ? null : { url: mailUrl, from },
    messageGateway: gatewayUrl === undefined || secret === undefined ? null : { url: gatewayUrl, secret },
    outboundNetworks: keys.KANHU_OUTBOUND_NETWORKS,
    publicUrl: keys.KANHU_PUBLIC_URL ?? null,
    port: keys.KANHU_PORT,
    logLevel: keys.KANHU_LOG_LEVEL,
  });
};
