import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '#device-gateway/metrics.ts';
import { createMicroBatch, type MicroBatchOptions } from '#device-gateway/micro-batch/micro-batch.ts';
import type { DeviceArrival } from '#device-gateway/device-arrival.ts';
import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';

const log = pino({ level: 'silent' });

const arrival = (text: string | Buffer): DeviceArrival => ({
  source: { type: 'device', deviceId: 'cuff-1' },
  payload: { type: 'readings', bytes: Buffer.from(text) },
  receivedAt: new Date(),
});

const textOf = ({ payload }: DeviceArrival): string => Buffer.from(payload.bytes).toString();

const build = (options: Pick<MicroBatchOptions, 'commit'> & Partial<MicroBatchOptions>) => {
  const settled: { text: string; error: Error | null }[] = [];
  const microBatch = createMicroBatch({
    isStorageAway: (error) => error instanceof StorageUnavailableError,
    log,
    metrics: createMetrics(),
    onRoom: () => undefined,
    ...options,
  });
  return {
    microBatch,
    settled,
    send: (text: string) => microBatch.submit(arrival(text), (error) => settled.push({ text, error })),
  };
};

describe('createMicroBatch', () => {
  it('commits one message at once and everything that came meanwhile as the next batch, in order', async () => {
    const batches: string[][] = [];
    const { send, settled, microBatch } = build({
      commit: async (arrivals) => {
        batches.push(arrivals.map(textOf));
        await sleep(20);
      },
    });
    send('a');
    await sleep(5);
    for (const text of ['b', 'c', 'd']) send(text);
    expect(settled).toEqual([]);
    await microBatch.drained();
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
    expect(settled.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(settled.every(({ error }) => error === null)).toBe(true);
  });

  it('holds acknowledgements while the storage is away, and stores once it is back', async () => {
    let isAway = true;
    let commits = 0;
    const { send, settled, microBatch } = build({
      commit: async () => {
        if (isAway) throw new StorageUnavailableError('ECONNREFUSED');
        commits += 1;
        await Promise.resolve();
      },
    });
    send('a');
    await sleep(150);
    expect(settled).toEqual([]);
    isAway = false;
    await microBatch.drained();
    expect(settled).toEqual([{ text: 'a', error: null }]);
    expect(commits).toBe(1);
  });

  it('refuses what it had to hold for too long', async () => {
    const { send, settled, microBatch } = build({
      commit: () => Promise.reject(new StorageUnavailableError('ECONNREFUSED')),
      holdMs: 200,
    });
    send('a');
    await microBatch.drained();
    expect(settled).toHaveLength(1);
    expect(settled[0]?.error).toBeInstanceOf(StorageUnavailableError);
  });

  it('refuses a batch that failed for another reason, and goes on with the next', async () => {
    const { send, settled, microBatch } = build({
      commit: (arrivals) =>
        arrivals.some((one) => textOf(one) === 'bad') ? Promise.reject(new Error('bug')) : Promise.resolve(),
    });
    send('bad');
    await microBatch.drained();
    send('good');
    await microBatch.drained();
    expect(settled.map(({ text, error }) => [text, error === null])).toEqual([
      ['bad', false],
      ['good', true],
    ]);
  });

  it('is full when too many bytes wait, and says when there is room again', async () => {
    const gate = Promise.withResolvers<undefined>();
    let rooms = 0;
    const { microBatch } = build({ commit: () => gate.promise, onRoom: () => (rooms += 1) });
    const payload = Buffer.alloc(256 * 1024);
    let sent = 0;
    while (!microBatch.isFull) {
      microBatch.submit(arrival(payload), () => undefined);
      sent += 1;
    }
    expect(sent * payload.length).toBeLessThanOrEqual(65 * 1024 * 1024);
    expect(rooms).toBe(0);
    gate.resolve(undefined);
    await microBatch.drained();
    expect(microBatch.isFull).toBe(false);
    expect(rooms).toBe(1);
  });

  it('bounds one transaction', async () => {
    const sizes: number[] = [];
    const { send, microBatch } = build({
      commit: (arrivals) => {
        sizes.push(arrivals.length);
        return Promise.resolve();
      },
    });
    for (let index = 0; index < 4500; index += 1) send(String(index));
    await microBatch.drained();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(4500);
  });
});

describe('a commit that hangs', () => {
  it('has its messages refused, and no other commit starts beside it', async () => {
    const hanging = Promise.withResolvers<undefined>();
    const batches: string[][] = [];
    const { send, settled, microBatch } = build({
      commit: async (arrivals) => {
        batches.push(arrivals.map(textOf));
        if (batches.length === 1) await hanging.promise;
      },
      stuckMs: 50,
    });
    send('a');
    await microBatch.drained();
    send('b');
    await microBatch.drained();
    expect(settled.map(({ text, error }) => [text, error === null])).toEqual([
      ['a', false],
      ['b', false],
    ]);
    expect(batches).toEqual([['a']]);
    hanging.resolve(undefined);
    send('b');
    await microBatch.drained();
    expect(settled.at(-1)).toEqual({ text: 'b', error: null });
    expect(batches).toEqual([['a'], ['b']]);
  });
});

describe('messages that keep coming', () => {
  it('are gathered for some milliseconds, and the first after a pause waits for nobody', async () => {
    const starts: number[] = [];
    const { send, microBatch } = build({
      commit: () => {
        starts.push(performance.now());
        return Promise.resolve();
      },
    });
    const sentAt = performance.now();
    send('first');
    for (let index = 0; index < 30; index += 1) {
      await sleep(1);
      send(String(index));
    }
    await microBatch.drained();
    expect((starts[0] ?? Infinity) - sentAt).toBeLessThan(8);
    expect(starts.length).toBeLessThan(10);
  });
});
