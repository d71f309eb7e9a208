import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createMetrics } from '#device-gateway/metrics.ts';
import { createLanes } from '#device-gateway/micro-batch/lanes.ts';
import type { DeviceArrival } from '#device-gateway/device-arrival.ts';

const log = pino({ level: 'silent' });

const arrival = (deviceId: string, payload: string | Buffer): DeviceArrival => ({
  source: { type: 'device', deviceId },
  payload: { type: 'readings', bytes: Buffer.from(payload) },
  receivedAt: new Date(),
});

const build = (commit: (arrivals: readonly DeviceArrival[], lane: number) => Promise<unknown>, lanes = 2) => {
  const metrics = createMetrics();
  const options = { isStorageAway: () => false, log, metrics, onRoom: () => undefined };
  return { metrics, lanes: createLanes({ ...options, lanes, commit }) };
};

const textOf = ({ payload }: DeviceArrival): string => Buffer.from(payload.bytes).toString();

it('sends all that one device sends the same way, in its order, and uses every lane', async () => {
  const sent = new Map<string, string[]>();
  const laneOf = new Map<string, Set<number>>();
  const { lanes } = build((arrivals, lane) => {
    for (const one of arrivals) {
      const id = one.source.deviceId;
      sent.set(id, [...(sent.get(id) ?? []), textOf(one)]);
      laneOf.set(id, (laneOf.get(id) ?? new Set()).add(lane));
    }
    return Promise.resolve();
  });
  const devices = Array.from({ length: 50 }, (_, index) => `cuff-${index}`);
  const texts = ['1', '2', '3', '4'];
  for (const text of texts) for (const device of devices) lanes.submit(arrival(device, text), () => undefined);
  await lanes.drained();
  for (const device of devices) {
    expect(sent.get(device)).toEqual(texts);
    expect(laneOf.get(device)?.size).toBe(1);
  }
  expect(new Set([...laneOf.values()].flatMap((used) => [...used]))).toEqual(new Set([0, 1]));
});

it('lets one lane go on while the other waits for the database', async () => {
  const gate = Promise.withResolvers<undefined>();
  let heldLane: number | null = null;
  const { lanes } = build(async (_arrivals, lane) => {
    heldLane ??= lane;
    if (lane === heldLane) await gate.promise;
  });
  const settled: string[] = [];
  const devices = Array.from({ length: 20 }, (_, index) => `cuff-${index}`);
  for (const device of devices) lanes.submit(arrival(device, 'a'), () => settled.push(device));
  await expect.poll(() => settled.length).toBeGreaterThan(0);
  expect(settled.length).toBeLessThan(devices.length);
  gate.resolve(undefined);
  await lanes.drained();
  expect(settled.toSorted()).toEqual(devices.toSorted());
});

it('shares the memory that waiting messages may fill, and counts them together', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { lanes, metrics } = build(() => gate.promise);
  const payload = Buffer.alloc(256 * 1024);
  let sent = 0;
  while (!lanes.isFull) {
    lanes.submit(arrival(`cuff-${sent}`, payload), () => undefined);
    sent += 1;
  }
  expect(sent * payload.length).toBeLessThanOrEqual(65 * 1024 * 1024);
  gate.resolve(undefined);
  await lanes.drained();
  expect(lanes.isFull).toBe(false);
  const [pending] = (await metrics.pending.get()).values;
  expect(pending?.value).toBe(0);
});
