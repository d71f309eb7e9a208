import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceArrival } from '../device-arrival.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';

/** Answers one message: null after its commit, an error when it was not stored and must be sent again. */
export type Settle = (error: Error | null) => void;

export type MicroBatchOptions = {
  /** Resolves only after COMMIT. */
  commit: (arrivals: readonly DeviceArrival[]) => Promise<unknown>;
  /** Whether a failed commit may succeed later as it is. */
  isStorageAway: (error: unknown) => boolean;
  /** How long acknowledgements are held while the storage is away, before messages are refused. */
  holdMs?: number;
  /** How long a commit may take before its messages are refused; it may still succeed, and they are stored once. */
  stuckMs?: number;
  /** The part of all that may wait which is this one's. */
  share?: number;
  log: Logger;
  metrics: Metrics;
  /** Called when reading may go on after it had to pause. */
  onRoom: () => void;
};

export type MicroBatch = {
  submit(arrival: DeviceArrival, settle: Settle): void;
  /** No more may be taken in: what waits already fills the memory set aside for it. */
  readonly isFull: boolean;
  /** Resolves when everything taken in is committed or refused. */
  drained(): Promise<void>;
};

/** The bounds of one transaction: longer ones would make everybody behind them wait, shorter ones cost more each. */
const MAX_BATCH_MESSAGES = 2000;
const MAX_BATCH_BYTES = 1024 * 1024;

/**
 * Under load a transaction starts at most so often, unless this many messages wait: what it costs besides its rows is
 * shared by more of them, and nobody waits noticeably.
 */
const GATHER_MS = 20;
const GATHER_ENOUGH = 400;

/** The bounds of everything that waits. */
const MAX_WAITING_MESSAGES = 50_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

const HOLD_MS = 5000;
/** Longer than a slow checkpoint takes: to refuse messages of a slow database would send them to it twice. */
const STUCK_MS = 15_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 1000;

type Waiting = { arrival: DeviceArrival; settle: Settle };

/**
 * Collects what arrives while a commit is under way and commits it as the next batch: one message waits for nobody, and
 * under load batches grow by themselves. One commit at a time keeps each device's order.
 */
export const createMicroBatch = (options: MicroBatchOptions): MicroBatch => {
  const { commit, isStorageAway, holdMs = HOLD_MS, stuckMs = STUCK_MS, log, metrics, onRoom } = options;
  const { share = 1 } = options;
  const maxWaiting = { messages: MAX_WAITING_MESSAGES * share, bytes: MAX_WAITING_BYTES * share };
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let reported = { messages: 0, bytes: 0 };
  let running: Promise<void> | null = null;
  let underWay: Promise<Error | null> | null = null;
  let isPaused = false;
  /** When the last transaction started. */
  let startedAt = Number.NEGATIVE_INFINITY;

  const isFull = (): boolean => waiting.length >= maxWaiting.messages || waitingBytes >= maxWaiting.bytes;

  const take = (): Waiting[] => {
    let bytes = 0;
    let count = 0;
    while (count < waiting.length && count < MAX_BATCH_MESSAGES && bytes < MAX_BATCH_BYTES) {
      bytes += waiting[count]?.arrival.payload.bytes.length ?? 0;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    waitingBytes -= bytes;
    return batch;
  };

  /** How a commit ended: null, its error, or `stuck`. A stuck one goes on, and no other starts beside it. */
  const attempt = async (arrivals: readonly DeviceArrival[]): Promise<Error | 'stuck' | null> => {
    underWay ??= commit(arrivals).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new Error('commit failed')),
    );
    let timer: NodeJS.Timeout | undefined;
    const stuck = new Promise<'stuck'>((resolve) => {
      timer = setTimeout(() => resolve('stuck'), stuckMs);
    });
    const outcome = await Promise.race([underWay, stuck]);
    clearTimeout(timer);
    if (outcome !== 'stuck') underWay = null;
    return outcome;
  };

  /** Commits, waiting for the storage to come back as long as acknowledgements may be held; the error it ended with. */
  const commitOrGiveUp = async (batch: readonly Waiting[], oldestAt: number): Promise<Error | null> => {
    if (underWay && (await attempt([])) === 'stuck') return new Error('storage is stuck');
    const arrivals = batch.map(({ arrival }) => arrival);
    for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
      const triedAt = Date.now();
      const error = await attempt(arrivals);
      if (error === null) {
        metrics.commitSeconds.observe((Date.now() - triedAt) / 1000);
        return null;
      }
      if (error === 'stuck') {
        metrics.storageFailures.inc();
        log.error(
          { messages: batch.length },
          'the database does not answer: messages refused, devices will send them again',
        );
        return new Error('storage is stuck');
      }
      if (!isStorageAway(error)) {
        log.error({ err: { name: error.name, stack: error.stack }, messages: batch.length }, 'commit failed');
        return error;
      }
      metrics.storageFailures.inc();
      if (Date.now() - oldestAt >= holdMs) {
        log.warn(
          { messages: batch.length, reason: error.message },
          'the database is away: messages refused, devices will send them again',
        );
        return error;
      }
      if (retryMs === FIRST_RETRY_MS) {
        log.warn({ reason: error.message }, 'the database is away: acknowledgements are held');
      }
      await sleep(retryMs);
    }
  };

  /** Others of the same process wait for a commit, too: this one adds its part. */
  const report = (): void => {
    metrics.pending.inc(waiting.length - reported.messages);
    metrics.pendingBytes.inc(waitingBytes - reported.bytes);
    reported = { messages: waiting.length, bytes: waitingBytes };
  };

  const settleAll = (batch: readonly Waiting[], error: Error | null): void => {
    for (const { settle } of batch) settle(error);
    metrics.batchMessages.observe(batch.length);
    if (error === null) metrics.acknowledged.inc(batch.length);
    else metrics.refused.inc({ reason: 'unavailable' }, batch.length);
  };

  const run = async (): Promise<void> => {
    // Whatever the sockets deliver in this turn of the event loop comes along.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const gatherMs = startedAt + GATHER_MS - performance.now();
      if (gatherMs > 0 && waiting.length < GATHER_ENOUGH) await sleep(gatherMs);
      startedAt = performance.now();
      const batch = take();
      metrics.messages.inc(batch.length);
      const oldestAt = batch[0]?.arrival.receivedAt.getTime() ?? Date.now();
      const error = await commitOrGiveUp(batch, oldestAt);
      settleAll(batch, error);
      metrics.oldestSeconds.observe((Date.now() - oldestAt) / 1000);
      report();
      if (isPaused && waitingBytes < maxWaiting.bytes / 2 && waiting.length < maxWaiting.messages / 2) {
        isPaused = false;
        onRoom();
      }
    }
    running = null;
  };

  return {
    submit(arrival, settle) {
      waiting.push({ arrival, settle });
      waitingBytes += arrival.payload.bytes.length;
      if (isFull()) isPaused = true;
      running ??= run();
    },
    get isFull() {
      return isPaused;
    },
    async drained() {
      while (running !== null) await running;
    },
  };
};
