import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * Every name that a process, a tool or a test of Kanhu reads. A `KANHU_*` name that is missing here is a typing error
 * of whoever configured the machine, and a setting that is silently ignored is worse than a start that fails.
 */
export const VARIABLES = [
  // several processes
  'KANHU_BIND_ADDRESS',
  'KANHU_DATA_DIR',
  'KANHU_LOG_LEVEL',
  'KANHU_PUBLIC_URL',
  'KANHU_TLS_CERT',
  'KANHU_TLS_KEY',
  'KANHU_TRUSTED_PROXIES',
  'KANHU_ANNOUNCED_ADDRESS',
  'KANHU_INTERNAL_URL',
  // server
  'KANHU_PORT',
  'KANHU_AUTH_SECRET',
  'KANHU_WEB_CLIENT_DIR',
  'KANHU_JOIN_TOKEN_PRIVATE_KEY',
  'KANHU_JOIN_TOKEN_PUBLIC_KEY',
  'KANHU_MEDIA_URL',
  'KANHU_MEDIA_ORIGINS',
  'KANHU_MEDIA_NODE_PUBLIC_KEY',
  'KANHU_TURN_SECRET',
  'KANHU_TURN_URLS',
  'KANHU_VAPID_PRIVATE_KEY',
  'KANHU_VAPID_SUBJECT',
  'KANHU_MAIL_FROM',
  'KANHU_MAIL_URL',
  'KANHU_MESSAGE_GATEWAY_SECRET',
  'KANHU_MESSAGE_GATEWAY_URL',
  'KANHU_OUTBOUND_NETWORKS',
  'KANHU_WEBHOOK_SECRET',
  // device gateway
  'KANHU_GATEWAY_ID',
  'KANHU_GATEWAY_METRICS_ADDRESS',
  'KANHU_GATEWAY_METRICS_PORT',
  'KANHU_MQTT_CONNECTIONS',
  'KANHU_MQTT_MAX_CONNECTIONS_PER_ADDRESS',
  'KANHU_MQTT_PORT',
  'KANHU_MQTT_TLS_CLIENT_CA',
  'KANHU_MQTT_TLS_CLIENT_CERT',
  'KANHU_MQTT_TLS_CLIENT_CRL',
  'KANHU_MQTT_TLS_CLIENT_PASSWORD',
  'KANHU_MQTT_WS_PORT',
  'KANHU_MQTTS_PORT',
  // media node
  'KANHU_MEDIA_CONTROL_URL',
  'KANHU_MEDIA_NODE_ID',
  'KANHU_MEDIA_NODE_PRIVATE_KEY',
  'KANHU_MEDIA_PORT',
  'KANHU_MEDIA_RTC_PORT',
  'KANHU_MEDIA_WORKERS',
  'KANHU_MEDIASOUP_WORKER',
  // watchdog
  'KANHU_WATCHDOG_EVERY_SECONDS',
  'KANHU_WATCHDOG_FIRE_AFTER_SECONDS',
  'KANHU_WATCHDOG_MQTT_URL',
  'KANHU_WATCHDOG_REPEAT_SECONDS',
  'KANHU_WATCHDOG_SECRET',
  'KANHU_WATCHDOG_TO',
  // tools and tests
  'KANHU_CHROMIUM',
  'KANHU_DATASETS',
  'KANHU_DEMO_INBOX_PORT',
  'KANHU_DEMO_MAIL_PORT',
] as const;

/** Values that are read from the file named by `{NAME}_FILE` where that is set: so they need not stand in an environment. */
export const SECRETS: readonly string[] = [
  'DATABASE_URL',
  'MQTT_URL',
  'REDIS_URL',
  'KANHU_AUTH_SECRET',
  'KANHU_JOIN_TOKEN_PRIVATE_KEY',
  'KANHU_JOIN_TOKEN_PUBLIC_KEY',
  'KANHU_MEDIA_NODE_PRIVATE_KEY',
  'KANHU_MEDIA_NODE_PUBLIC_KEY',
  'KANHU_TURN_SECRET',
  'KANHU_VAPID_PRIVATE_KEY',
  'KANHU_MAIL_URL',
  'KANHU_MESSAGE_GATEWAY_SECRET',
  'KANHU_WEBHOOK_SECRET',
  'KANHU_WATCHDOG_SECRET',
];

export type EnvironmentProblem = { name: string; reason: string };

/** What is wrong with the environment, each with its name and reason and never its value: it may be a secret. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly problems: readonly EnvironmentProblem[];

  constructor(problems: readonly EnvironmentProblem[]) {
    super(problems.map(({ name, reason }) => `${name}: ${reason}`).join('\n'));
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty value is an absent one: `${NAME:-}` in a compose file passes the empty string. */
const valueOf = (env: Environment, name: string): string | undefined => env[name] || undefined;

const isKnown = (name: string): boolean =>
  VARIABLES.some((known) => known === name) || SECRETS.some((secret) => name === `${secret}_FILE`);

const readSecretFile = (path: string): { value: string } | { reason: string } => {
  try {
    return { value: readFileSync(path, 'utf8').trim() };
  } catch (error) {
    return { reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
};

/** Reads what one process needs: its own names only, secrets by value or `…_FILE`. Throws {@link EnvironmentError}. */
export const readEnvironment = <Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Environment,
): Readonly<z.output<z.ZodObject<Shape>>> => {
  const problems: EnvironmentProblem[] = Object.keys(env)
    .filter((name) => name.startsWith('KANHU_') && !isKnown(name))
    .map((name) => ({ name, reason: 'no part of Kanhu reads a variable of this name' }));
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    // Every other process would refuse to start beside this one.
    if (name.startsWith('KANHU_') && !isKnown(name)) throw new Error(`${name} is missing in contracts/environment.ts`);
    const value = valueOf(env, name);
    const file = SECRETS.includes(name) ? valueOf(env, `${name}_FILE`) : undefined;
    if (value !== undefined && file !== undefined) {
      problems.push({ name, reason: `is set and ${name}_FILE is too; only one of them may be` });
    } else if (file !== undefined) {
      const secret = readSecretFile(file);
      if ('value' in secret) given[name] = secret.value;
      else problems.push({ name: `${name}_FILE`, reason: secret.reason });
    } else if (value !== undefined) {
      given[name] = value;
    }
  }
  const unreadable = new Set(problems.map(({ name }) => name.replace(/_FILE$/, '')));
  const parsed = schema.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0] ?? 'environment');
    if (unreadable.has(name)) continue;
    problems.push({ name, reason: name in given || !(name in schema.shape) ? issue.message : 'is required' });
  }
  if (!parsed.success || problems.length > 0) throw new EnvironmentError(problems);
  return Object.freeze(parsed.data);
};

/** A port number; 0 lets the system choose one. */
export const Port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535')
  .transform(Number)
  .refine((port) => port <= 65_535, 'must be a port number from 0 to 65535');

export const PostgresUrl = z.url({ protocol: /^postgres(?:ql)?$/, error: 'must be a postgresql:// URL' });

export const LogLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

/** Addresses and networks, separated by commas. */
export const AddressList = z.string().transform((list) =>
  list
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== ''),
);
