import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { GatewayIngest } from './gateway.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The gateway's numbers, on `/metrics`. */
export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    connections: new Gauge({ name: 'kanhu_gateway_connections', help: 'Open connections', registers }),
    devices: new Gauge({ name: 'kanhu_gateway_devices', help: 'Signed-in connections of devices', registers }),
    messages: new Counter({ name: 'kanhu_gateway_messages_total', help: 'Messages with readings', registers }),
    acknowledged: new Counter({
      name: 'kanhu_gateway_acknowledged_total',
      help: 'Messages with readings that were committed and acknowledged',
      registers,
    }),
    pending: new Gauge({ name: 'kanhu_gateway_pending_messages', help: 'Messages not yet committed', registers }),
    pendingBytes: new Gauge({ name: 'kanhu_gateway_pending_bytes', help: 'Their payloads', registers }),
    refused: new Counter({
      name: 'kanhu_gateway_refused_total',
      help: 'What was refused or dropped, by reason',
      labelNames: ['reason'] as const,
      registers,
    }),
    batchMessages: new Histogram({
      name: 'kanhu_gateway_batch_messages',
      help: 'Messages committed in one transaction',
      buckets: [1, 3, 10, 30, 100, 300, 1000, 3000],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'kanhu_gateway_commit_seconds',
      help: 'Time from handing a batch to ingest to its commit',
      buckets: SECONDS,
      registers,
    }),
    oldestSeconds: new Histogram({
      name: 'kanhu_gateway_oldest_message_seconds',
      help: 'Time from arrival to commit of the oldest message of each batch',
      buckets: SECONDS,
      registers,
    }),
    storageFailures: new Counter({
      name: 'kanhu_gateway_storage_failures_total',
      help: 'Commits that failed because the database was away',
      registers,
    }),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;

/** What ingest counts by itself, read when Prometheus asks. */
export const exportIngestCounters = ({ registry }: Metrics, ingest: GatewayIngest): void => {
  const registers = [registry];
  new Counter({
    name: 'kanhu_ingest_readings_total',
    help: 'Readings by what became of them',
    labelNames: ['fate', 'reason'] as const,
    registers,
    collect() {
      const { counters } = ingest;
      this.reset();
      this.inc({ fate: 'stored' }, counters.stored);
      this.inc({ fate: 'duplicate' }, counters.duplicate);
      for (const [reason, count] of Object.entries(counters.quarantined))
        this.inc({ fate: 'quarantined', reason }, count);
    },
  });
  new Counter({
    name: 'kanhu_ingest_windows_total',
    help: 'Sensor glucose readings with a full window, and how many of them were scored',
    labelNames: ['state'] as const,
    registers,
    collect() {
      this.reset();
      this.inc({ state: 'full' }, ingest.counters.fullWindowGlucose);
      this.inc({ state: 'scored' }, ingest.counters.windowsScored);
    },
  });
  new Counter({
    name: 'kanhu_ingest_batches_total',
    help: 'Ingest transactions',
    registers,
    collect() {
      this.reset();
      this.inc(ingest.counters.batches);
    },
  });
  new Counter({
    name: 'kanhu_ingest_detector_failures_total',
    help: 'Readings that were stored although a detector failed on them',
    registers,
    collect() {
      this.reset();
      this.inc(ingest.counters.detectorFailures);
    },
  });
};
