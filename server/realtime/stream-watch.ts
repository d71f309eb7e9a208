import { setTimeout } from 'node:timers/promises';
import { gt, max, min } from 'drizzle-orm';
import type { z } from 'zod';
import { STREAM_HEARTBEAT_MS, StreamHeartbeat } from '#contracts/realtime.ts';
import type { Database } from '#database/client.ts';
import { events, outbox } from '#database/schema/index.ts';
import type { Deps, Running } from '../deps.ts';
import { causeCode } from '../errors.ts';
import { Backlog, type Waiting } from './backlog.ts';
import type { EventTail } from './event-tail.ts';

/** A look takes milliseconds; longer than this is no answer. */
const ANSWER_WITHIN_MS = 2_000;

export type StreamWatch = Running & {
  /** How long the oldest thing has been waiting that this server has not handed on yet, ms. */
  readonly behindMs: number;
};

/**
 * Looks regularly at what waits before the relay and behind it, and says how far this server has come. When the database
 * cannot be asked, nothing after the last look counts as known.
 */
export const startStreamWatch = (
  { db, log, now }: Deps,
  tail: EventTail,
  beat: (heartbeat: z.infer<typeof StreamHeartbeat>) => void,
): StreamWatch => {
  const notRelayed = new Backlog();
  const notHandedOn = new Backlog();
  let isClosed = false;
  let looking: Promise<void> | null = null;
  let lookedAt = performance.now();
  let behindAtLook = 0;

  const behindMs = (): number => {
    const sinceLook = performance.now() - lookedAt;
    // Between two looks nothing is known to be late; it is when one of them failed.
    return Math.round(sinceLook > 1.5 * STREAM_HEARTBEAT_MS ? behindAtLook + sinceLook : behindAtLook);
  };

  const look = async (): Promise<void> => {
    const startedAt = performance.now();
    const [outside, inside] = await Promise.all([readNotRelayed(db), readNotHandedOn(db, tail.position ?? 0n)]);
    behindAtLook = Math.max(notRelayed.look(outside, startedAt), notHandedOn.look(inside, startedAt));
    lookedAt = startedAt;
  };

  const lookOnce = (): Promise<void> =>
    (looking ??= look()
      .catch((error: unknown) => {
        log.warn({ code: causeCode(error) }, 'it cannot be seen how far the event stream has come');
      })
      .finally(() => {
        looking = null;
      }));

  const turn = async (): Promise<void> => {
    // A look that gets no answer must not keep the pages from hearing that.
    await Promise.race([lookOnce(), setTimeout(ANSWER_WITHIN_MS, undefined, { ref: false })]);
    if (isClosed || tail.position === null) return;
    const heartbeat = { lastEventId: tail.position.toString(), at: now().toISOString(), behindMs: behindMs() };
    beat(StreamHeartbeat.parse(heartbeat));
  };

  void lookOnce();
  const timer = setInterval(() => void turn(), STREAM_HEARTBEAT_MS);

  return {
    get behindMs() {
      return behindMs();
    },
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      await looking;
    },
  };
};

const readNotRelayed = async (db: Database): Promise<Waiting> => {
  const [row] = await db.select({ oldest: min(outbox.id), newest: max(outbox.id) }).from(outbox);
  return row ?? { oldest: null, newest: null };
};

const readNotHandedOn = async (db: Database, position: bigint): Promise<Waiting> => {
  const [row] = await db
    .select({ oldest: min(events.id), newest: max(events.id) })
    .from(events)
    .where(gt(events.id, position));
  return row ?? { oldest: null, newest: null };
};
