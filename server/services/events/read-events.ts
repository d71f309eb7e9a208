import { and, asc, gt, inArray, isNotNull, lte, max, min } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { events } from '#database/schema/index.ts';

const columns = {
  id: events.id,
  type: events.type,
  patientId: events.patientId,
  userId: events.userId,
  sessionId: events.sessionId,
  payload: events.payload,
};

export type StreamEvent = Pick<typeof events.$inferSelect, keyof typeof columns>;

/** The newest event's id; 0 where nothing ever happened. */
export const readLastEventId = async (db: Database): Promise<bigint> => {
  const [row] = await db.select({ id: max(events.id) }).from(events);
  return row?.id ?? 0n;
};

/** What follows an event, in order. Ids have no gaps and become visible in order, so nothing turns up later in between. */
export const readEventsAfter = (db: Database, eventId: bigint, limit: number): Promise<StreamEvent[]> =>
  db.select(columns).from(events).where(gt(events.id, eventId)).orderBy(asc(events.id)).limit(limit);

/** More than this is not replayed: loading the lists again is quicker than living through them. */
export const MAX_REPLAYED = 5_000;

export type Missed = { events: StreamEvent[]; isIncomplete: boolean };

/** What a client missed of these patients; incomplete where some of it is not kept any more, or it is too much. */
export const readMissed = async (
  db: Database,
  { after, upTo, patientIds }: { after: bigint; upTo: bigint; patientIds: readonly string[] },
): Promise<Missed> => {
  const missed =
    patientIds.length === 0 || after >= upTo
      ? []
      : await db
          .select(columns)
          .from(events)
          .where(
            and(
              gt(events.id, after),
              lte(events.id, upTo),
              inArray(events.patientId, [...patientIds]),
              isNotNull(events.payload),
            ),
          )
          .orderBy(asc(events.id))
          .limit(MAX_REPLAYED + 1);
  // Asked afterwards: what is cleaned up between the two questions would otherwise be missing, and nobody told.
  const [kept] = await db.select({ oldest: min(events.id) }).from(events);
  const isIncomplete = missed.length > MAX_REPLAYED || (kept?.oldest != null && after + 1n < kept.oldest);
  return { events: isIncomplete ? [] : missed, isIncomplete };
};
