import type { Arrival, ReadingSource } from '#ingest/arrival.ts';

/** What comes over MQTT: always from a device, as readings or as a Bluetooth characteristic's bytes. */
export type DeviceArrival = Arrival & {
  source: Extract<ReadingSource, { type: 'device' }>;
  payload: Exclude<Arrival['payload'], { type: 'data-point' }>;
};
