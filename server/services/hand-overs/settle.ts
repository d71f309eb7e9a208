import { sql, type SQL } from 'drizzle-orm';
import type { Actor } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { recordAlertChange } from '../alerts/record-change.ts';
import { announceAccessEnded, ENDED_COLUMNS, toEndedOffers } from './end-offer.ts';
import { OFFER_STANDS } from './standing.ts';

const DEADLINE: Actor = { type: 'system', id: 'deadline' };
const AT_ONCE = 100;

/** Ends what does not stand any more of one alert's offers, whose row this transaction has locked. */
export const settleOffersOf = async (tx: Transaction, alertId: string): Promise<void> => {
  await settle(tx, sql`offer.alert_id = ${alertId}`);
};

/**
 * Ends offers that nobody has taken in time, and tells the givers that the alerts are still theirs; without a word those
 * whose alert is not the giver's any more. Any number of servers may sweep at once. How many there were.
 */
export const sweepHandOvers = async ({ db, wakeRelay }: Pick<Deps, 'db' | 'wakeRelay'>): Promise<number> => {
  const settled = await db.transaction(async (tx) => {
    const due = await tx.execute<{ id: string }>(sql`
      select offer.id from alert_hand_overs offer
      join alerts about on about.id = offer.alert_id
      where offer.ended_at is null and ${OFFER_STANDS} is not true
      order by offer.answer_by
      limit ${AT_ONCE}
      for update of about skip locked`);
    if (due.length === 0) return 0;
    const ids = JSON.stringify([...due].map(({ id }) => id));
    return settle(tx, sql`offer.id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))`);
  });
  if (settled > 0) wakeRelay();
  return settled;
};

const settle = async (tx: Transaction, which: SQL): Promise<number> => {
  const rows = await tx.execute(sql`
    update alert_hand_overs offer set ended_at = now(), ended_as = case
      when about.state = 'acknowledged' and about.acknowledged_by = offer.from_user_id
        and about.acknowledged_at = offer.taken_at then 'lapsed' else 'overtaken' end
    from alerts about
    where ${which} and about.id = offer.alert_id and offer.ended_at is null and ${OFFER_STANDS} is not true
    returning ${ENDED_COLUMNS}`);
  const ended = toEndedOffers(rows);
  if (ended.length === 0) return 0;
  const at = await databaseNow(tx);
  for (const offer of ended) {
    const { id: handOverId, alertId, patientId, fromUserId, toUserId } = offer;
    if (offer.endedAs === 'lapsed') {
      const detail = { handOverId, fromUserId, toUserId };
      const change = { alertId, patientId, handOverId, actor: DEADLINE, at, detail };
      await recordAlertChange(tx, { ...change, type: 'hand-over-lapsed' });
    }
    await announceAccessEnded(tx, offer, at);
  }
  return ended.length;
};
