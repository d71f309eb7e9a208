import type { Deps, Running } from '../deps.ts';
import { causeCode } from '../errors.ts';
import { EVENTS_CHANNEL } from '../event-stream.ts';
import { listen } from '../listen.ts';
import { createPulse } from '../pulse.ts';
import { readEventsAfter, readLastEventId, type StreamEvent } from '../services/events/read-events.ts';

/** The safety net below NOTIFY. */
const POLL_MS = 250;
const BATCH_SIZE = 500;

export type EventTail = Running & {
  /** The newest event that was handed on; everything up to it was. Null until the stream was found. */
  readonly position: bigint | null;
  /** Looks now, and waits until the stream was found and `eventId` was handed on, or the time is over. */
  reach(eventId: bigint, timeoutMs: number): Promise<void>;
};

/** Follows the event stream from now on and hands every event on, in order and once. */
export const followEvents = (deps: Deps, onEvent: (event: StreamEvent) => void): EventTail => {
  const { db, config, log } = deps;
  const pulse = createPulse(POLL_MS);
  const subscription = listen(config.databaseUrl, EVENTS_CHANNEL, pulse.wake);
  const waiting = new Set<() => void>();
  let position: bigint | null = null;
  let isClosed = false;

  const read = async (): Promise<void> => {
    position ??= await readLastEventId(db);
    const events = await readEventsAfter(db, position, BATCH_SIZE);
    for (const event of events) {
      position = event.id;
      onEvent(event);
    }
    if (events.length === BATCH_SIZE) pulse.wake();
    for (const resume of waiting) resume();
  };

  const run = async (): Promise<void> => {
    while (!isClosed) {
      await read().catch((error: unknown) => {
        log.warn({ code: causeCode(error) }, 'the event stream cannot be read');
      });
      await pulse.wait();
    }
  };
  const running = run();

  return {
    get position() {
      return position;
    },
    reach: async (eventId, timeoutMs) => {
      const isThere = (): boolean => position !== null && position >= eventId;
      if (isThere()) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        const look = (): void => {
          if (isThere()) done();
        };
        const timer = setTimeout(done, timeoutMs);
        waiting.add(look);
        pulse.wake();
      });
    },
    close: async () => {
      isClosed = true;
      pulse.wake();
      await running;
      await subscription.close();
    },
  };
};
