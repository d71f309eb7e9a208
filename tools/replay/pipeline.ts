import { join } from 'node:path';
import { freePort } from '#database/embedded/free-port.ts';
import { startEmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { migrateDatabase } from '#database/migrate.ts';
import { GATEWAY_NODE_ARGS } from '../gateway-node-args.ts';
import { ROOT } from '../run.ts';
import { processService } from '../supervisor/process-service.ts';

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

/** A PostgreSQL of its own in a temporary folder, and the device gateway in front of it. Nothing of it is kept. */
export const startPipeline = async (): Promise<ReplayPipeline> => {
  const dataDir = temporaryDataDir('kanhu-replay');
  const postgres = await startEmbeddedPostgres({ dataDir: dataDir.path });
  await migrateDatabase(postgres.url);
  return {
    databaseUrl: postgres.url,
    startGateway: async () => {
      const [mqttPort, webSocketPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
      const service = processService({
        name: 'gateway',
        args: [...GATEWAY_NODE_ARGS, join(ROOT, 'device-gateway/main.ts')],
        env: {
          DATABASE_URL: postgres.url,
          MQTT_URL: '',
          KANHU_BIND_ADDRESS: '127.0.0.1',
          KANHU_MQTT_PORT: String(mqttPort),
          KANHU_MQTT_WS_PORT: String(webSocketPort),
          KANHU_GATEWAY_METRICS_PORT: String(metricsPort),
          KANHU_LOG_LEVEL: 'warn',
        },
      });
      const { signal } = new AbortController();
      const gateway = await service.start({ log: (line) => console.error(line), signal });
      const metricsUrl = `http://127.0.0.1:${metricsPort}`;
      return {
        mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
        countDuplicates: async () => {
          const text = await (await fetch(`${metricsUrl}/metrics`)).text();
          return [...text.matchAll(DUPLICATES_METRIC)].reduce((sum, { groups }) => sum + Number(groups?.count), 0);
        },
        stop: () => gateway.stop(),
      };
    },
    close: async () => {
      await postgres.close();
      dataDir.remove();
    },
  };
};
