import { asc, max, sql } from 'drizzle-orm';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { Transaction } from '#database/client.ts';
import { events, outbox } from '#database/schema/index.ts';
import type { Logger } from '../log.ts';
import { queueDeliveries } from '../notifications/queue.ts';
import { evictWhoSignedOut } from '../services/media/evict-who-lost-access.ts';
import { toEvents } from './payloads.ts';

/** Bounds what one transaction holds, deliveries included; the next batch follows at once. */
const BATCH_SIZE = 200;

/**
 * Moves what stands in the outbox to the ordered stream. Rows become visible in commit order, so a transaction that
 * commits late comes late, with a later event id; it is never skipped. Ids have no gaps: this is their only writer.
 */
export const relayBatch = async (
  tx: Transaction,
  now: Date,
  log: Logger,
  configured: readonly OutsideChannel[],
): Promise<number> => {
  const oldest = tx.select({ id: outbox.id }).from(outbox).orderBy(asc(outbox.id)).limit(BATCH_SIZE);
  // An array is read once, whatever the planner believes of a table that was empty when it last looked: as `in (…)` the
  // oldest were looked for anew beside each row that waits, which took longest when most waited.
  const rows = await tx
    .delete(outbox)
    .where(sql`${outbox.id} = any (array(${oldest}))`)
    .returning();
  if (rows.length === 0) return 0;
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const [last] = await tx.select({ id: max(events.id) }).from(events);
  const relayed = await toEvents(tx, rows, last?.id ?? 0n, log);
  if (relayed.length > 0) {
    await tx.insert(events).values(
      relayed.map(({ eventId, type, patientId, userId, sessionId, deviceId, payload, occurredAt }) => ({
        id: eventId,
        type,
        patientId,
        userId,
        sessionId,
        deviceId,
        payload,
        occurredAt,
        relayedAt: now,
      })),
    );
    await queueDeliveries(tx, relayed, configured);
    await evictWhoSignedOut(tx, relayed, now);
  }
  return rows.length;
};
