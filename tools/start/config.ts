import { join } from 'node:path';
import { z } from 'zod';
import { Port, PostgresUrl, readEnvironment, type Environment } from '#contracts/environment.ts';
import { ROOT } from '../run.ts';

const schema = z.object({
  DATABASE_URL: PostgresUrl.optional(),
  MQTT_URL: z.string().optional(),
  KANHU_DATA_DIR: z.string().default(join(ROOT, '.kanhu')),
  KANHU_PORT: Port.default(8080),
  KANHU_PUBLIC_URL: z.url().optional(),
  KANHU_TLS_CERT: z.string().optional(),
  KANHU_MQTT_PORT: Port.default(1883),
  KANHU_MQTT_WS_PORT: Port.default(8083),
  KANHU_MQTTS_PORT: Port.default(8883),
  KANHU_GATEWAY_METRICS_PORT: Port.default(9464),
  KANHU_MEDIA_PORT: Port.default(8081),
  KANHU_MEDIA_RTC_PORT: Port.default(40_000),
  KANHU_DEMO_MAIL_PORT: Port.default(8025),
  KANHU_DEMO_INBOX_PORT: Port.default(8026),
});

export type StartConfig = Readonly<{
  dataDir: string;
  /** Undefined: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /** Undefined: the embedded MQTT endpoint. */
  mqttUrl: string | undefined;
  hasTls: boolean;
  publicUrl: string | undefined;
  ports: Readonly<{
    http: number;
    mqtt: number;
    mqttWebSocket: number;
    mqtts: number;
    gatewayMetrics: number;
    media: number;
    rtc: number;
    demoMail: number;
    demoInbox: number;
  }>;
}>;

/** What the start of a whole clinic on one machine needs to know; the processes read the rest themselves. */
export const readStartConfig = (env: Environment): StartConfig => {
  const variables = readEnvironment(schema, env);
  return Object.freeze({
    dataDir: variables.KANHU_DATA_DIR,
    databaseUrl: variables.DATABASE_URL,
    mqttUrl: variables.MQTT_URL,
    hasTls: variables.KANHU_TLS_CERT !== undefined,
    publicUrl: variables.KANHU_PUBLIC_URL,
    ports: {
      http: variables.KANHU_PORT,
      mqtt: variables.KANHU_MQTT_PORT,
      mqttWebSocket: variables.KANHU_MQTT_WS_PORT,
      mqtts: variables.KANHU_MQTTS_PORT,
      gatewayMetrics: variables.KANHU_GATEWAY_METRICS_PORT,
      media: variables.KANHU_MEDIA_PORT,
      rtc: variables.KANHU_MEDIA_RTC_PORT,
      demoMail: variables.KANHU_DEMO_MAIL_PORT,
      demoInbox: variables.KANHU_DEMO_INBOX_PORT,
    },
  });
};
