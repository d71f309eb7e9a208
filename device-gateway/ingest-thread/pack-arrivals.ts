import type { GattTopic } from '#contracts/mqtt.ts';
import type { DeviceArrival } from '../device-arrival.ts';

/** Arrivals by columns, for the way to another thread: an object each would be copied field by field, on both sides. */
export type PackedArrivals = {
  deviceIds: string[];
  /** Milliseconds since 1970. */
  receivedAt: Float64Array;
  /** Where each payload ends in `bytes`. */
  ends: Uint32Array;
  bytes: Uint8Array<ArrayBuffer>;
  /** Of those that are a characteristic's bytes, by position. */
  gatt: Map<number, GattTopic>;
};

/** Copies the payloads: each lies in a piece of its connection's stream, which would cross as a whole. */
export const packArrivals = (arrivals: readonly DeviceArrival[]): PackedArrivals => {
  const receivedAt = new Float64Array(arrivals.length);
  const ends = new Uint32Array(arrivals.length);
  const gatt: PackedArrivals['gatt'] = new Map();
  const bytes = new Uint8Array(arrivals.reduce((sum, { payload }) => sum + payload.bytes.length, 0));
  let end = 0;
  const deviceIds = arrivals.map(({ source, payload, receivedAt: at }, position) => {
    bytes.set(payload.bytes, end);
    end += payload.bytes.length;
    ends[position] = end;
    receivedAt[position] = at.getTime();
    if (payload.type === 'gatt') {
      gatt.set(position, { characteristic: payload.characteristic, heardAt: payload.heardAt });
    }
    return source.deviceId;
  });
  return { deviceIds, receivedAt, ends, bytes, gatt };
};

export const unpackArrivals = ({ deviceIds, receivedAt, ends, bytes, gatt }: PackedArrivals): DeviceArrival[] =>
  deviceIds.map((deviceId, position) => {
    const own = bytes.subarray(ends[position - 1] ?? 0, ends[position]);
    const topic = gatt.get(position);
    return {
      source: { type: 'device', deviceId },
      payload: topic === undefined ? { type: 'readings', bytes: own } : { type: 'gatt', ...topic, bytes: own },
      receivedAt: new Date(receivedAt[position] ?? Number.NaN),
    };
  });
