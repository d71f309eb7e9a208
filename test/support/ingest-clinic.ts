import pino from 'pino';
import type { Sql } from 'postgres';
import { connect } from '#database/client.ts';
import type { Arrival, ReadingFate } from '#ingest/arrival.ts';
import { createIngest, type Ingest, type IngestDeps } from '#ingest/ingest.ts';
import { testClinic, type TestDevice } from './gateway-clinic.ts';

export const QUIET = pino({ level: 'silent' });

export type IngestClinic = {
  sql: Sql;
  addDevice: () => Promise<TestDevice>;
  /** An ingest as a process of its own would have: own connections, own memory. Closed with the clinic. */
  openIngest: (options?: Partial<IngestDeps> & { url?: string }) => Ingest;
  close: () => Promise<void>;
};

/** A database with devices in it, and as many ingests on it as a test wants. */
export const ingestClinic = (databaseUrl: string, forecaster: IngestDeps['forecaster']): IngestClinic => {
  const clinic = testClinic(databaseUrl);
  const closing: (() => Promise<void>)[] = [() => clinic.close()];
  return {
    sql: clinic.sql,
    addDevice: () => clinic.addDevice(),
    openIngest: ({ url = databaseUrl, ...deps } = {}) => {
      const connections = connect(url, { applicationName: 'test-ingest', maxConnections: 2 });
      const ingest = createIngest({ sql: connections.sql, forecaster, log: QUIET, ...deps });
      closing.push(async () => {
        await ingest.close();
        await connections.close();
      });
      return ingest;
    },
    close: async () => {
      for (const close of closing.toReversed()) await close();
    },
  };
};

export const arrivalOf = (deviceId: string, payload: unknown, receivedAt = new Date()): Arrival => ({
  source: { type: 'device', deviceId },
  payload: {
    type: 'readings',
    bytes: payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload)),
  },
  receivedAt,
});

/** Commits one message of one device. */
export const publish = async (
  ingest: Ingest,
  { deviceId }: Pick<TestDevice, 'deviceId'>,
  payload: unknown,
  receivedAt?: Date,
): Promise<ReadingFate[]> => (await ingest.commit([arrivalOf(deviceId, payload, receivedAt)]))[0] ?? [];

/** `minutes` from now, as a device writes it. */
export const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

export const pressure = (minutes: number, systolic: number, diastolic: number, more: object = {}) => ({
  ...{ kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt: at(minutes), ...more },
});
export const fingerStick = (minutes: number, value: number, more: object = {}) => ({
  ...{ kind: 'glucose', value, unit: 'mg/dL', specimen: 'capillary', measuredAt: at(minutes), ...more },
});
export const sensor = (minutes: number, value: number, more: object = {}) => ({
  ...{ kind: 'glucose', value, unit: 'mg/dL', specimen: 'interstitial', measuredAt: at(minutes), ...more },
});
export const pulse = (minutes: number, value: number, more: object = { steps: 0 }) => ({
  ...{ kind: 'heart-rate', value, unit: '/min', measuredAt: at(minutes), ...more },
});
/** One a minute, from so many minutes from now on. */
export const pulses = (from: number, count: number, value: number) =>
  Array.from({ length: count }, (_, i) => pulse(from + i, value));
