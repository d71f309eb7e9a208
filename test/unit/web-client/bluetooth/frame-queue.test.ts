import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { newFrame, type Frame } from '#web-client/bluetooth/frame.ts';
import { FrameQueue } from '#web-client/bluetooth/frame-queue.ts';
import { createMemoryStore, type FrameStore } from '#web-client/bluetooth/frame-store.ts';

const ME = { patientId: 'me', deviceId: 'cuff' };
let clock = 1_795_646_999_000;
const frame = (value: number): Frame => newFrame(ME, '2a37', Uint8Array.of(0, value), (clock += 1_000));

/** A connection whose acknowledgements the test gives. */
const connection = () => {
  const sent: number[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  return {
    sent,
    send: ({ bytes }: Frame) => {
      sent.push(bytes[1] ?? 0);
      return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    acknowledge: async () => {
      waiting.shift()?.resolve();
      await setImmediate();
    },
    lose: async () => {
      for (const { reject } of waiting.splice(0)) reject(new Error('connection lost'));
      await setImmediate();
    },
  };
};

const kept = async (store: FrameStore) => (await store.framesOf('me')).map(({ bytes }) => bytes[1]);

const queueWith = async (...values: number[]) => {
  const store = createMemoryStore();
  let changes = 0;
  const queue = new FrameQueue(store, () => (changes += 1));
  for (const value of values) await queue.take(frame(value));
  return { store, queue, changesSeen: () => changes };
};

describe('the queue of a sensor’s frames', () => {
  it('is in the order of hearing, also by id', () => {
    const frames = Array.from({ length: 200 }, (_, index) => newFrame(ME, '2a37', Uint8Array.of(0, index), clock));
    expect(frames.map(({ id }) => id).toSorted()).toEqual(frames.map(({ id }) => id));
    expect(new Set(frames.map(({ id }) => id)).size).toBe(200);
  });

  it('sends one at a time, and says saved only after the acknowledgement', async () => {
    const { queue, store, changesSeen } = await queueWith(1, 2);
    const way = connection();
    queue.sendBy(way.send);
    await setImmediate();
    expect(way.sent).toEqual([1]);
    expect([queue.received, queue.saved, queue.waiting]).toEqual([2, 0, 2]);
    const before = changesSeen();
    await way.acknowledge();
    expect(changesSeen()).toBeGreaterThan(before);
    expect(way.sent).toEqual([1, 2]);
    expect([queue.received, queue.saved, queue.waiting]).toEqual([2, 1, 1]);
    expect(await kept(store)).toEqual([2]);
    await way.acknowledge();
    expect([queue.saved, queue.waiting]).toEqual([2, 0]);
    expect(await kept(store)).toEqual([]);
  });

  it('keeps a frame whose acknowledgement was lost, and sends it again by the next connection, unchanged', async () => {
    const { queue, store } = await queueWith(1);
    const [first, second] = [connection(), connection()];
    queue.sendBy(first.send);
    await setImmediate();
    await first.lose();
    expect(await kept(store)).toEqual([1]);
    await queue.take(frame(2));
    // Nobody sends by a connection that is gone.
    expect(first.sent).toEqual([1]);
    queue.sendBy(second.send);
    await setImmediate();
    await second.acknowledge();
    await second.acknowledge();
    expect(second.sent).toEqual([1, 2]);
    expect([queue.saved, queue.waiting]).toEqual([2, 0]);
  });

  it('goes on by the new connection where the old one failed after it was replaced', async () => {
    const { queue } = await queueWith(1);
    const [old, next] = [connection(), connection()];
    queue.sendBy(old.send);
    await setImmediate();
    queue.sendBy(next.send);
    await old.lose();
    expect(next.sent).toEqual([1]);
    await next.acknowledge();
    expect(queue.waiting).toBe(0);
  });

  it('takes over what an earlier page had not sent, before what comes now', async () => {
    const { queue, store } = await queueWith(3);
    queue.restore([frame(1), frame(2)]);
    const way = connection();
    queue.sendBy(way.send);
    for (let n = 0; n < 3; n += 1) await way.acknowledge();
    expect(way.sent).toEqual([1, 2, 3]);
    expect(queue.received).toBe(3);
    expect(await kept(store)).toEqual([]);
  });

  it('counts anew for another sensor, with what still waits', async () => {
    const { queue } = await queueWith(1, 2);
    const way = connection();
    queue.sendBy(way.send);
    await way.acknowledge();
    queue.startCounting();
    expect([queue.received, queue.saved, queue.waiting]).toEqual([1, 0, 1]);
  });

  it('sends what the browser would not store', async () => {
    const full: FrameStore = {
      ...createMemoryStore(),
      add: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
      remove: () => Promise.reject(new DOMException('gone', 'InvalidStateError')),
    };
    const queue = new FrameQueue(full, () => undefined);
    await queue.take(frame(1));
    const way = connection();
    queue.sendBy(way.send);
    await way.acknowledge();
    expect([way.sent, queue.saved, queue.waiting]).toEqual([[1], 1, 0]);
  });

  it('forgets everything when told to', async () => {
    const { queue, store } = await queueWith(1, 2);
    await queue.discard();
    expect(queue.waiting).toBe(0);
    expect(await kept(store)).toEqual([]);
  });
});
