import { AppError } from '#contracts/errors.ts';
import { MediaWorker, type MediaWorkerOptions } from './media-worker.ts';

/** A worker that lived this long did not die of what starts it; the next one is started at once. */
const HEALTHY_AFTER_MS = 10_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;

type Slot = { readonly rtcPort: number; worker: MediaWorker | undefined; startedAt: number; failures: number };

/** The media processes of this node. One that dies is replaced, slower and slower while replacements die as well. */
export class WorkerPool {
  readonly #options: Omit<MediaWorkerOptions, 'rtcPort'>;
  #slots: Slot[] = [];
  #timers = new Set<NodeJS.Timeout>();
  #deaths = 0;
  #isClosed = false;

  private constructor(options: Omit<MediaWorkerOptions, 'rtcPort'>) {
    this.#options = options;
  }

  static async create({
    count,
    firstRtcPort,
    ...options
  }: Omit<MediaWorkerOptions, 'rtcPort'> & { count: number; firstRtcPort: number }): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    pool.#slots = Array.from({ length: count }, (_, index) => ({
      rtcPort: firstRtcPort + index,
      worker: undefined,
      startedAt: 0,
      failures: 0,
    }));
    const outcomes = await Promise.allSettled(pool.#slots.map((slot) => pool.#start(slot)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) {
      await pool.close();
      throw failed.reason;
    }
    return pool;
  }

  get workers(): readonly MediaWorker[] {
    return this.#slots.flatMap(({ worker }) => (worker && !worker.isClosed ? [worker] : []));
  }

  /** How many workers died since the start. */
  get deaths(): number {
    return this.#deaths;
  }

  /** The living worker with the fewest rooms. */
  pick(): MediaWorker {
    const [least] = this.workers.toSorted((a, b) => a.rooms - b.rooms);
    if (!least) throw new AppError('unavailable', 'no media worker is running just now; try again soon');
    return least;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#slots.flatMap(({ worker }) => worker?.close() ?? []));
  }

  async #start(slot: Slot): Promise<void> {
    const worker = await MediaWorker.create({ ...this.#options, rtcPort: slot.rtcPort });
    if (this.#isClosed) {
      await worker.close();
      return;
    }
    slot.worker = worker;
    slot.startedAt = Date.now();
    worker.onDied(() => {
      slot.worker = undefined;
      this.#deaths += 1;
      slot.failures = Date.now() - slot.startedAt > HEALTHY_AFTER_MS ? 0 : slot.failures + 1;
      this.#options.log.error({ pid: worker.pid, rtcPort: slot.rtcPort, failures: slot.failures }, 'media worker died');
      this.#startLater(slot);
    });
  }

  #startLater(slot: Slot): void {
    if (this.#isClosed) return;
    const delayMs = slot.failures < 2 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (slot.failures - 2));
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#start(slot).catch((error: unknown) => {
        slot.failures += 1;
        this.#options.log.error({ err: error, rtcPort: slot.rtcPort }, 'media worker does not start');
        this.#startLater(slot);
      });
    }, delayMs);
    this.#timers.add(timer);
  }
}
