import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Latencies } from './latencies.ts';

/** As often as the database flushes its log, and about as much, without the database. */
const EVERY_MS = 20;
const BYTES = 16 * 1024;
const FILE_BYTES = 4 * 1024 * 1024;

export type DiskLatency = { p50: number; p99: number; max: number };

/**
 * How long the disk takes to make a write durable while something else is measured, in milliseconds: no acknowledgement
 * can come sooner. Its own writes go to a file of their own in `folder`.
 */
export const probeDisk = async (folder: string): Promise<{ stop(): Promise<DiskLatency> }> => {
  const path = join(folder, 'disk-probe');
  const file = await open(path, 'w');
  await file.write(Buffer.alloc(FILE_BYTES));
  await file.datasync();
  const latencies = new Latencies();
  const bytes = Buffer.alloc(BYTES, 1);
  const stopping = new AbortController();
  const probing = (async () => {
    for (let at = 0; !stopping.signal.aborted; at = (at + BYTES) % FILE_BYTES) {
      const startedAt = performance.now();
      await file.write(bytes, 0, BYTES, at);
      await file.datasync();
      latencies.add(performance.now() - startedAt);
      await sleep(EVERY_MS);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await probing;
      await file.close();
      await rm(path);
      return { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99), max: latencies.max };
    },
  };
};
