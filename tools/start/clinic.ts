import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrateDatabase } from '#database/migrate.ts';
import { GATEWAY_NODE_ARGS } from '../gateway-node-args.ts';
import { workerBin } from '../mediasoup-worker/locate.ts';
import { assertPortFree } from '../ports.ts';
import { ROOT, run } from '../run.ts';
import { embeddedPostgresService } from '../supervisor/embedded-postgres-service.ts';
import { processService } from '../supervisor/process-service.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { buildClient } from './build-client.ts';
import type { StartConfig } from './config.ts';
import { demoReceivers } from './demo-receivers.ts';
import { ensureKeys } from './keys.ts';

const READY_WITHIN_MS = 60_000;
/** Longer than the processes give themselves to finish what is under way. */
const STOP_TIMEOUT_MS = 20_000;

export type Clinic = {
  /** Where a browser on this machine opens it. */
  url: string;
  mqttUrl: string;
  databaseUrl: string;
  /** Where what the demo sends can be read; null where it is sent for real, or not at all. */
  inboxUrl: string | null;
};

export type ClinicOptions = {
  config: StartConfig;
  supervisor: Supervisor;
  /** Seed the demo clinic and let its devices send. */
  hasDemo: boolean;
};

const assertPortsFree = async ({ ports, mqttUrl, hasTls }: StartConfig): Promise<void> => {
  await assertPortFree(ports.http, 'the web pages', 'KANHU_PORT');
  await assertPortFree(ports.media, 'the media node', 'KANHU_MEDIA_PORT');
  await assertPortFree(ports.rtc, 'media', 'KANHU_MEDIA_RTC_PORT');
  await assertPortFree(ports.rtc, 'media', 'KANHU_MEDIA_RTC_PORT', 'udp');
  await assertPortFree(ports.gatewayMetrics, 'the device gateway’s metrics', 'KANHU_GATEWAY_METRICS_PORT');
  if (mqttUrl !== undefined) return;
  await assertPortFree(ports.mqtt, 'MQTT', 'KANHU_MQTT_PORT');
  await assertPortFree(ports.mqttWebSocket, 'MQTT on WebSocket', 'KANHU_MQTT_WS_PORT');
  if (hasTls) await assertPortFree(ports.mqtts, 'MQTT with TLS', 'KANHU_MQTTS_PORT');
};

const untilReady = async (url: string): Promise<void> => {
  const deadline = Date.now() + READY_WITHIN_MS;
  let lastAnswer = 'no answer';
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
    if (answer !== null) lastAnswer = await answer.text();
    await sleep(150);
  }
  throw new Error(`the clinic was not ready within ${READY_WITHIN_MS / 1000} s; ${url}/readyz says: ${lastAnswer}`);
};

/** The gateway's account at an external broker is not the watchdog's: that signs in as a device. */
const withoutAccount = (mqttUrl: string): string => {
  const url = new URL(mqttUrl);
  url.username = '';
  url.password = '';
  return url.href;
};

/** Starts everything a clinic on one machine needs, in the order in which one needs the other. */
export const startClinic = async ({ config, supervisor, hasDemo }: ClinicOptions): Promise<Clinic> => {
  const { dataDir, ports } = config;
  await assertPortsFree(config);
  await mkdir(dataDir, { recursive: true });
  const keys = await ensureKeys(dataDir);
  await buildClient();

  let { databaseUrl } = config;
  if (databaseUrl === undefined) {
    const postgres = embeddedPostgresService(dataDir);
    await supervisor.start(postgres);
    databaseUrl = postgres.url();
  }
  await migrateDatabase(databaseUrl);

  const given = process.env;
  const shared = { DATABASE_URL: databaseUrl, KANHU_DATA_DIR: dataDir };
  if (hasDemo && (await run('node', ['tools/demo-clinic.ts'], shared)) !== 0) {
    throw new Error('the demo clinic could not be made: see the lines above');
  }

  /** A secret that the environment gives wins over the one kept with the data. */
  const secret = (name: string, file: string): Record<string, string> =>
    given[name] || given[`${name}_FILE`] ? {} : { [`${name}_FILE`]: file };
  const ownServerUrl = `${config.hasTls ? 'https' : 'http'}://127.0.0.1:${ports.http}`;
  const script = (path: string): string[] => [join(ROOT, path)];

  const receivers = hasDemo ? await demoReceivers({ ports, given, gatewaySecretFile: keys.gatewaySecret }) : null;
  if (receivers !== null) await supervisor.start(receivers.service);
  await supervisor.start(
    processService({
      name: 'server',
      stopTimeoutMs: STOP_TIMEOUT_MS,
      args: script('server/main.ts'),
      env: {
        ...shared,
        ...secret('KANHU_AUTH_SECRET', keys.authSecret),
        ...secret('KANHU_WEBHOOK_SECRET', keys.webhookSecret),
        ...secret('KANHU_JOIN_TOKEN_PRIVATE_KEY', keys.joinPrivate),
        ...secret('KANHU_MEDIA_NODE_PUBLIC_KEY', keys.nodePublic),
        ...secret('KANHU_VAPID_PRIVATE_KEY', keys.vapidPrivate),
        ...(given.KANHU_VAPID_SUBJECT ? {} : { KANHU_VAPID_SUBJECT: 'mailto:clinic@kanhu.example' }),
        ...receivers?.serverEnv,
      },
    }),
  );
  await supervisor.start(
    processService({
      name: 'media',
      stopTimeoutMs: STOP_TIMEOUT_MS,
      args: script('sfu/main.ts'),
      env: {
        KANHU_MEDIASOUP_WORKER: workerBin(),
        ...(given.KANHU_INTERNAL_URL ? {} : { KANHU_INTERNAL_URL: ownServerUrl }),
        ...secret('KANHU_JOIN_TOKEN_PUBLIC_KEY', keys.joinPublic),
        ...secret('KANHU_MEDIA_NODE_PRIVATE_KEY', keys.nodePrivate),
      },
    }),
  );
  await supervisor.start(
    processService({
      name: 'gateway',
      stopTimeoutMs: STOP_TIMEOUT_MS,
      args: [...GATEWAY_NODE_ARGS, ...script('device-gateway/main.ts')],
      env: shared,
    }),
  );
  const mqttUrl = config.mqttUrl ?? `mqtt://127.0.0.1:${ports.mqtt}`;
  await supervisor.start(
    processService({
      name: 'watchdog',
      args: script('watchdog/main.ts'),
      env: {
        ...shared,
        ...secret('KANHU_WATCHDOG_SECRET', keys.watchdogSecret),
        ...(given.KANHU_INTERNAL_URL ? {} : { KANHU_INTERNAL_URL: ownServerUrl }),
        ...(given.KANHU_WATCHDOG_MQTT_URL ? {} : { KANHU_WATCHDOG_MQTT_URL: withoutAccount(mqttUrl) }),
        ...receivers?.serverEnv,
        ...(receivers === null || given.KANHU_WATCHDOG_TO ? {} : { KANHU_WATCHDOG_TO: 'operator@kanhu.example' }),
      },
    }),
  );
  await untilReady(ownServerUrl);

  if (hasDemo) {
    await supervisor.start(
      processService({
        name: 'devices',
        args: script('tools/simulate-devices.ts'),
        env: { KANHU_DATA_DIR: dataDir, MQTT_URL: mqttUrl },
        ready: 'spawned',
      }),
    );
  }
  return {
    url: config.publicUrl ?? ownServerUrl.replace('127.0.0.1', 'localhost'),
    mqttUrl,
    databaseUrl,
    inboxUrl: receivers?.inboxUrl ?? null,
  };
};
