import { QUARANTINE_REASONS, type QuarantineReason } from '#contracts/reading.ts';

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

export const createCounters = (): IngestCounters => ({
  stored: 0,
  duplicate: 0,
  quarantined: Object.fromEntries(QUARANTINE_REASONS.map((reason) => [reason, 0])) as Record<QuarantineReason, number>,
  fullWindowGlucose: 0,
  windowsScored: 0,
  batches: 0,
  detectorFailures: 0,
});
