import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GATT_CHARACTERISTICS } from '#contracts/mqtt.ts';
import type { DeviceArrival } from '#device-gateway/device-arrival.ts';
import { packArrivals, unpackArrivals } from '#device-gateway/ingest-thread/pack-arrivals.ts';

const moment = fc.date({ noInvalidDate: true });
/** A payload as it comes: somewhere in a longer piece of its connection's stream. */
const bytes = fc
  .tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(10), fc.nat(10))
  .map(([whole, start, end]) => whole.subarray(start, whole.length - end));
const arrival: fc.Arbitrary<DeviceArrival> = fc.record({
  source: fc.record({ type: fc.constant('device'), deviceId: fc.string({ unit: 'grapheme' }) }),
  payload: fc.oneof(
    fc.record({ type: fc.constant('readings'), bytes }),
    fc.record({
      type: fc.constant('gatt'),
      characteristic: fc.constantFrom(...GATT_CHARACTERISTICS),
      heardAt: fc.option(moment),
      bytes,
    }),
  ),
  receivedAt: moment,
});

it('come out on the other thread as they went in', () => {
  fc.assert(
    fc.property(fc.array(arrival), (arrivals) => {
      const packed = packArrivals(arrivals);
      const crossed = structuredClone(packed, { transfer: [packed.bytes.buffer] });
      expect(unpackArrivals(crossed)).toEqual(arrivals);
    }),
  );
});

it('take along the payloads only, not what else lies in the memory around them', () => {
  const stream = new Uint8Array(64 * 1024).fill(7);
  const arrivals: DeviceArrival[] = [0, 100].map((start) => ({
    source: { type: 'device', deviceId: 'cuff' },
    payload: { type: 'readings', bytes: stream.subarray(start, start + 10) },
    receivedAt: new Date(0),
  }));
  expect(packArrivals(arrivals).bytes.buffer.byteLength).toBe(20);
});
