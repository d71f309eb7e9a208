import type { GattTopic } from '#contracts/mqtt.ts';
import type { Fate, QuarantineReason } from '#contracts/reading.ts';

/**
 * Who a reading comes from: a device, whose patient the assignment tells; a person who typed it in; or a source of
 * webhooks that sent it for a user who is linked to nobody here. A linked user is a device.
 */
export type ReadingSource =
  | { type: 'device'; deviceId: string }
  | { type: 'manual'; userId: string; patientId: string }
  | { type: 'intake'; sourceId: string };

/** One PUBLISH, or one request: the bytes as they came. */
export type Arrival = {
  source: ReadingSource;
  payload:
    | { type: 'readings'; bytes: Uint8Array }
    | { type: 'data-point'; bytes: Uint8Array }
    | ({ type: 'gatt'; bytes: Uint8Array } & GattTopic);
  receivedAt: Date;
};

/** What became of one reading of an arrival. `observationId` is set where a stored row holds it. */
export type ReadingFate = { fate: Fate; reason?: QuarantineReason; detail?: string; observationId?: string };
