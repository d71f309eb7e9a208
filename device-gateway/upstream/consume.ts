import { parseTopic } from '#contracts/mqtt.ts';
import type { DeviceArrival } from '../device-arrival.ts';
import { parseDeviceStatus } from '../device-status.ts';
import type { MicroBatch, Settle } from '../micro-batch/micro-batch.ts';
import type { Presence } from '../presence.ts';
import type { Refusals } from '../refusals.ts';
import type { UpstreamMessage } from './connection.ts';

export type ConsumerOptions = {
  microBatch: MicroBatch;
  presence: Presence;
  refusals: Refusals;
  now: () => Date;
  /** Called when no more messages should come for now. */
  onFull: () => void;
};

/** What the external broker hands us. Its own access rules have bound each device to its topics. */
export const createConsumer = ({ microBatch, presence, refusals, now, onFull }: ConsumerOptions) => {
  const takeStatus = (deviceId: string, payload: Buffer, settle: Settle): void => {
    const status = parseDeviceStatus(payload);
    if (status) {
      presence.report(deviceId, status).then(
        () => settle(null),
        () => settle(new Error('unavailable')),
      );
    } else {
      refusals.add('bad-status', deviceId);
      settle(null);
    }
  };

  const takeReadings = (deviceId: string, payload: DeviceArrival['payload'], settle: Settle): void => {
    microBatch.submit({ source: { type: 'device', deviceId }, payload, receivedAt: now() }, settle);
    if (microBatch.isFull) onFull();
  };

  return ({ topic, payload }: UpstreamMessage, settle: Settle): void => {
    const parsed = parseTopic(topic);
    if (parsed?.channel === 'readings') {
      takeReadings(parsed.deviceId, { type: 'readings', bytes: payload }, settle);
    } else if (parsed?.channel === 'gatt') {
      const { deviceId, characteristic, heardAt } = parsed;
      takeReadings(deviceId, { type: 'gatt', characteristic, heardAt, bytes: payload }, settle);
    } else if (parsed?.channel === 'status') {
      takeStatus(parsed.deviceId, payload, settle);
    } else {
      // The broker has acknowledged it: there is nobody left to refuse it to.
      refusals.add('foreign-topic');
      settle(null);
    }
  };
};
