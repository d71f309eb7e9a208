import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '#database/client.ts';
import { OFFER_STANDS } from './standing.ts';

const Row = z.object({ reason: z.string() });

/** Why an alert is offered to a colleague; null where it is not. */
export const readHandOverReason = async (db: Database, alertId: string): Promise<string | null> => {
  const [row] = await db.execute(sql`
    select offer.reason from alert_hand_overs offer
    join alerts about on about.id = offer.alert_id
    where offer.alert_id = ${alertId} and ${OFFER_STANDS}`);
  return row === undefined ? null : Row.parse(row).reason;
};
