import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { MEDIA_EVENTS_PATH, type MediaNodeEvent } from '#contracts/media.ts';
import { MAX_WAITING_EVENTS } from '../limits.ts';
import type { Logger } from '../log.ts';
import type { RoomNews } from '../media-node.ts';
import type { ServerClient } from './server-client.ts';

const MAX_EVENTS_PER_POST = 500;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** These say that the server has read the events and will never take them. */
const FINAL_REFUSALS = new Set([400, 404, 409, 413, 422]);

export type EventQueueOptions = {
  client: ServerClient;
  nodeId: string;
  onDropped: (count: number) => void;
  log: Logger;
};

/** Events on their way to the server: in order, repeated until answered, never more than a bounded number waiting. */
export class EventQueue {
  readonly #options: EventQueueOptions;
  readonly #stop = new AbortController();
  #waiting: MediaNodeEvent[] = [];
  #inFlight = 0;
  #delivering: Promise<void> | undefined;

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#waiting.length;
  }

  add(news: RoomNews): void {
    this.#waiting.push({ ...news, eventId: uuidv7(), at: new Date().toISOString() });
    if (this.#waiting.length > MAX_WAITING_EVENTS) {
      // What is on its way may be answered any moment; the oldest behind it goes.
      this.#waiting.splice(this.#inFlight, 1);
      this.#drop(1);
    }
    this.#delivering ??= this.#deliver().finally(() => {
      this.#delivering = undefined;
    });
  }

  /** Waits for what is under way, at most this long, and gives the rest up. */
  async close(patienceMs: number): Promise<void> {
    await Promise.race([this.#delivering, sleep(patienceMs, undefined, { ref: false })]);
    this.#stop.abort();
    await this.#delivering;
    if (this.#waiting.length > 0) this.#drop(this.#waiting.length);
    this.#waiting = [];
  }

  async #deliver(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (this.#waiting.length > 0 && !this.#stop.signal.aborted) {
      const batch = this.#waiting.slice(0, MAX_EVENTS_PER_POST);
      this.#inFlight = batch.length;
      const isAnswered = await this.#post(batch);
      this.#inFlight = 0;
      if (isAnswered) {
        this.#waiting.splice(0, batch.length);
        pauseMs = FIRST_PAUSE_MS;
      } else {
        await sleep(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      }
    }
  }

  async #post(events: readonly MediaNodeEvent[]): Promise<boolean> {
    const { client, nodeId, log } = this.#options;
    try {
      const status = await client.post(MEDIA_EVENTS_PATH, { nodeId, events }, this.#stop.signal);
      if (status >= 200 && status < 300) return true;
      log.warn({ status, events: events.length }, 'the server did not take events');
      if (!FINAL_REFUSALS.has(status)) return false;
      this.#drop(events.length);
      return true;
    } catch (error) {
      log.warn({ kind: error instanceof Error ? error.name : 'unknown' }, 'the server is not reached with events');
      return false;
    }
  }

  #drop(count: number): void {
    this.#options.onDropped(count);
    this.#options.log.error({ count }, 'events dropped');
  }
}
