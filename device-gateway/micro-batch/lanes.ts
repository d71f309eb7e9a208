import type { DeviceArrival } from '../device-arrival.ts';
import { createMicroBatch, type MicroBatch, type MicroBatchOptions } from './micro-batch.ts';

export type LanesOptions = Omit<MicroBatchOptions, 'commit' | 'share'> & {
  lanes: number;
  /** Resolves only after COMMIT. */
  commit: (arrivals: readonly DeviceArrival[], lane: number) => Promise<unknown>;
};

/**
 * Several micro-batches side by side, each with a transaction of its own. All that one device sends goes the same lane,
 * so that it is stored and acknowledged in its order.
 */
export const createLanes = ({ lanes: count, commit, ...options }: LanesOptions): MicroBatch => {
  const lanes = Array.from({ length: count }, (_, lane) =>
    createMicroBatch({
      ...options,
      commit: (arrivals) => commit(arrivals, lane),
      share: 1 / count,
    }),
  );
  return {
    submit(arrival, settle) {
      lanes[laneOf(arrival, count)]?.submit(arrival, settle);
    },
    get isFull() {
      return lanes.some(({ isFull }) => isFull);
    },
    async drained() {
      await Promise.all(lanes.map((lane) => lane.drained()));
    },
  };
};

const laneOf = ({ source: { deviceId } }: DeviceArrival, count: number): number => {
  if (count === 1) return 0;
  let sum = 0;
  for (let index = 0; index < deviceId.length; index += 1) sum = (sum * 31 + deviceId.charCodeAt(index)) | 0;
  return (sum >>> 0) % count;
};
