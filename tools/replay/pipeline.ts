import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#database/embedded/free-port.ts';
import { startEmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import { migrateDatabase } from '#database/migrate.ts';
import { ROOT } from '../run.ts';

const READY_WITHIN_MS = 60_000;
const DUPLICATES_METRIC = /^kanhu_ingest_readings_total\{[^}]*fate="duplicate"[^}]*\} (?<count>\d+)$/gm;

export type ReplayGateway = {
  mqttUrl: string;
  /** Readings that were equal to one already stored, as the gateway counted them. */
  countDuplicates(): Promise<number>;
  stop(): Promise<void>;
};

export type ReplayPipeline = {
  databaseUrl: string;
  /** Starts the device gateway as its own process; the clinic must exist by then, since it says which clock rules. */
  startGateway(): Promise<ReplayGateway>;
  close(): Promise<void>;
};

const untilReady = async (gateway: ChildProcess, metricsUrl: string): Promise<void> => {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (gateway.exitCode !== null) throw new Error('the device gateway stopped while starting: see the lines above');
    const answer = await fetch(`${metricsUrl}/healthz`).catch(() => null);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`the device gateway was not ready within ${READY_WITHIN_MS / 1000} s`);
};

/** A PostgreSQL of its own in a temporary folder, and the device gateway in front of it. Nothing of it is kept. */
export const startPipeline = async (): Promise<ReplayPipeline> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kanhu-replay-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  await migrateDatabase(postgres.url);
  return {
    databaseUrl: postgres.url,
    startGateway: async () => {
      const [mqttPort, webSocketPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
      const gateway = spawn(process.execPath, [join(ROOT, 'device-gateway/main.ts')], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: postgres.url,
          KANHU_BIND_ADDRESS: '127.0.0.1',
          KANHU_MQTT_PORT: String(mqttPort),
          KANHU_MQTT_WS_PORT: String(webSocketPort),
          KANHU_GATEWAY_METRICS_PORT: String(metricsPort),
          KANHU_LOG_LEVEL: 'warn',
        },
      });
      const metricsUrl = `http://127.0.0.1:${metricsPort}`;
      await untilReady(gateway, metricsUrl);
      return {
        mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
        countDuplicates: async () => {
          const text = await (await fetch(`${metricsUrl}/metrics`)).text();
          return [...text.matchAll(DUPLICATES_METRIC)].reduce((sum, { groups }) => sum + Number(groups?.count), 0);
        },
        stop: async () => {
          if (gateway.exitCode !== null) return;
          gateway.kill('SIGTERM');
          await once(gateway, 'exit');
        },
      };
    },
    close: async () => {
      await postgres.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
