import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import type { QuarantineReason } from '#contracts/reading.ts';
import type { Arrival, ReadingFate } from './arrival.ts';

export type IngestCounters = {
  stored: number;
  duplicate: number;
  quarantined: Record<QuarantineReason, number>;
  /** Sensor glucose rows that were stored and had enough past for a forecast. */
  fullWindowGlucose: number;
  /** How many of those were scored. */
  windowsScored: number;
  batches: number;
  detectorFailures: number;
};

export type Ingest = {
  /**
   * Stores, detects and raises in one transaction; resolves after COMMIT with one list of fates per arrival, in order.
   * Rejects with `StorageUnavailableError` while the database is away.
   */
  commit(arrivals: readonly Arrival[]): Promise<ReadingFate[][]>;
  readonly detector: { backend: string; artifactSha256: string | null; fallbackReason?: string };
  readonly counters: Readonly<IngestCounters>;
  close(): Promise<void>;
};

/** The part of `models/forecaster` that ingest needs. */
export type Forecaster = { modelSha256: string | null; backend: string; fallbackReason?: string };

export type IngestDeps = {
  /** postgres.js, not the client that Drizzle has changed. */
  sql: Sql;
  forecaster: Forecaster;
  /** `event` only in a throw-away clinic whose row in `clinics` says so. */
  clock?: 'wall' | 'event';
  now?: () => Date;
  log: Logger;
  /** Called after a COMMIT that raised or changed an alert. */
  onRaised?: () => void;
};

export declare const createIngest: (deps: IngestDeps) => Ingest;
