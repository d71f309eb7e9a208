import type { Fate, QuarantineReason } from '#contracts/reading.ts';

/** Who sent it: a device, or a person who typed it in for one patient. */
export type ReadingSource = { type: 'device'; deviceId: string } | { type: 'manual'; userId: string; patientId: string };

/** One PUBLISH, or one request: its payload holds one reading or an array of up to 500. */
export type Arrival = {
  source: ReadingSource;
  payload: { type: 'readings'; bytes: Uint8Array };
  receivedAt: Date;
};

/** What became of one reading of an arrival. */
export type ReadingFate = {
  fate: Fate;
  /** Present for what was quarantined. */
  reason?: QuarantineReason;
  detail?: string;
  /** Present for what was stored. */
  observationId?: string;
};
