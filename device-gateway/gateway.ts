import type { Sql } from 'postgres';
import type { Ingest } from '#ingest/ingest.ts';
import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';
import type { GatewayConfig } from './config.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { waitForClinicClock, type ClinicClock } from './database-wait.ts';
import type { DeviceArrival } from './device-arrival.ts';
import { startHeartbeat, type Beat } from './heartbeat.ts';
import type { Logger } from './log.ts';
import { createMetrics, exportIngestCounters } from './metrics.ts';
import { createLanes } from './micro-batch/lanes.ts';
import { createOutboxNotifier } from './outbox-notifier.ts';
import { createRefusals } from './refusals.ts';
import { openStatusServer } from './status-server.ts';
import { openTransport } from './transport.ts';

/** What readings are handed to: ingest, on this thread or on another. Resolves after COMMIT. */
export type GatewayIngest = Pick<Ingest, 'detector' | 'counters' | 'close'> & {
  commit(arrivals: readonly DeviceArrival[], lane: number): Promise<unknown>;
};

export type OpenIngestDeps = {
  config: GatewayConfig;
  /** The gateway's own connections, for an ingest on its thread. */
  sql: Sql;
  clock: ClinicClock;
  log: Logger;
  onRaised: () => void;
  onFatal: (error: Error) => void;
};
export type OpenIngest = (deps: OpenIngestDeps) => Promise<GatewayIngest>;

export type GatewayOptions = {
  config: GatewayConfig;
  log: Logger;
  openIngest: OpenIngest;
  /** The gateway cannot go on; whoever runs it stops it and says why. */
  onFatal: (error: Error) => void;
  /** This gateway's sessions at the external broker are ended, as it was told to: it may stop. */
  onLeft?: () => void;
};

export type GatewayPorts = Readonly<{ mqtt?: number; webSocket?: number; mqtts?: number; metrics: number }>;

export type Gateway = {
  readonly ports: GatewayPorts;
  /** Resolves when the database answers and readings are taken in; null when stopped before. */
  readonly ready: Promise<GatewayIngest | null>;
  /** Takes in nothing more, commits and acknowledges what was taken, closes. */
  stop(): Promise<void>;
};

/** While PostgreSQL works on the readings of one lane, ingest works on those of the other. */
const LANES = 2;

/** The heartbeat and the relay's bell; the rest is for devices that sign in, and for an ingest on this thread. */
const MAX_CONNECTIONS = 6;

/** Opens the ports at once and takes readings as soon as there is a database to put them in. */
export const startGateway = async ({
  config,
  log,
  openIngest,
  onFatal,
  onLeft = () => undefined,
}: GatewayOptions): Promise<Gateway> => {
  const metrics = createMetrics();
  const stopping = new AbortController();
  let ingest: GatewayIngest | null = null;
  const isReady = (): boolean => ingest !== null && !stopping.signal.aborted;
  const statusServer = await openStatusServer(config.metrics, metrics.registry, isReady);
  const sql = openDatabase(config.databaseUrl, config.gatewayId, MAX_CONNECTIONS);
  const notifier = createOutboxNotifier(sql);
  const refusals = createRefusals(metrics.refused, log);

  const microBatch = createLanes({
    // An external broker must have its acknowledgements in the order of the messages (MQTT 5.0, 4.6), whosoever they are.
    lanes: 'endpoint' in config.mqtt ? LANES : 1,
    commit: async (arrivals, lane) => {
      if (!ingest) throw new StorageUnavailableError('starting');
      await ingest.commit(arrivals, lane);
    },
    isStorageAway: (error) => error instanceof StorageUnavailableError,
    log,
    metrics,
    onRoom: () => transport.reconsider(),
  });

  const close = async (): Promise<void> => {
    notifier.close();
    refusals.close();
    statusServer.close();
    await ingest?.close();
    await closeDatabase(sql);
  };

  const transport = await openTransport({
    config,
    sql,
    log,
    metrics,
    refusals,
    microBatch,
    isReady,
    onFatal,
    onLeft,
  }).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const beats = (): Beat[] => {
    const { backend = 'none', artifactSha256 = null, fallbackReason = null } = ingest?.detector ?? {};
    return [
      { component: 'gateways', state: 'up', detail: null, facts: { pid: process.pid } },
      { component: 'mqtt', ...transport.health() },
      {
        component: 'detector',
        state: artifactSha256 === null ? 'degraded' : 'up',
        detail: fallbackReason,
        facts: { backend, artifactSha256, fallbackReason },
      },
    ];
  };

  const start = async (): Promise<GatewayIngest | null> => {
    const clock = await waitForClinicClock(sql, log, stopping.signal);
    if (clock === null) return null;
    ingest = await openIngest({ config, sql, clock, log, onRaised: () => notifier.wake(), onFatal });
    exportIngestCounters(metrics, ingest);
    transport.start();
    return ingest;
  };
  const ready = start();
  ready.catch((error: unknown) => onFatal(error instanceof Error ? error : new Error('the gateway cannot start')));
  const heartbeat = ready.then((opened) =>
    opened ? startHeartbeat({ sql, gatewayId: config.gatewayId, beats, log }) : null,
  );
  heartbeat.catch(() => undefined);

  const stop = async (): Promise<void> => {
    stopping.abort();
    transport.stopReading();
    await ready.catch(() => null);
    await microBatch.drained();
    await transport.stop();
    // What was read already and passed its checks only now.
    await microBatch.drained();
    await (await heartbeat.catch(() => null))?.stop();
    await close();
  };
  let stopped: Promise<void> | null = null;

  return {
    ports: { ...transport.ports, metrics: statusServer.port },
    ready,
    stop: () => (stopped ??= stop()),
  };
};
