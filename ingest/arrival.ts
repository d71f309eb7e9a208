import type { GattTopic } from '#contracts/mqtt.ts';
import type { Fate, QuarantineReason } from '#contracts/reading.ts';

/** Who a reading comes from: a device, whose patient the assignment tells, or a person who typed it in. */
export type ReadingSource =
  { type: 'device'; deviceId: string } | { type: 'manual'; userId: string; patientId: string };

/** One PUBLISH, or one request: the bytes as they came. */
export type Arrival = {
  source: ReadingSource;
  payload: { type: 'readings'; bytes: Uint8Array } | ({ type: 'gatt'; bytes: Uint8Array } & GattTopic);
  receivedAt: Date;
};

/** What became of one reading of an arrival. `observationId` is set where a stored row holds it. */
export type ReadingFate = { fate: Fate; reason?: QuarantineReason; detail?: string; observationId?: string };
