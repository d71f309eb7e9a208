import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { HandOverEnding } from '#contracts/hand-over.ts';
import type { Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import { announce } from '../../outbox.ts';
import { OFFER_STANDS } from './standing.ts';

const EndedOffer = z
  .object({
    id: z.string(),
    alert_id: z.string(),
    patient_id: z.string(),
    from_user_id: z.string(),
    to_user_id: z.string(),
    gives_access: z.boolean(),
    ended_as: z.string(),
  })
  .transform(({ id, alert_id, patient_id, from_user_id, to_user_id, gives_access, ended_as }) => ({
    ...{ id, alertId: alert_id, patientId: patient_id, fromUserId: from_user_id, toUserId: to_user_id },
    ...{ givesAccess: gives_access, endedAs: ended_as },
  }));
export type EndedOffer = z.infer<typeof EndedOffer>;

/** The columns of an offer's row that whoever ended it wants back. */
export const ENDED_COLUMNS = sql`offer.id, offer.alert_id, offer.patient_id, offer.from_user_id, offer.to_user_id,
  offer.gives_access, offer.ended_as`;

export const toEndedOffers = (rows: Iterable<unknown>): EndedOffer[] => z.array(EndedOffer).parse([...rows]);

/** One who is the only one to do so: the giver takes it back, the other one takes or declines it. */
type By = { fromUserId: string } | { toUserId: string };

/** Ends the offer that stands, by one of the two whom it is about; undefined where there is none of theirs. Locks the alert. */
export const endOffer = async (
  tx: Transaction,
  alertId: string,
  endedAs: HandOverEnding,
  by: By,
): Promise<EndedOffer | undefined> => {
  // First, and in a statement of its own: what is asked next is asked of the alert as it is once nobody else changes it.
  await tx.select({ id: alerts.id }).from(alerts).where(eq(alerts.id, alertId)).for('update');
  const isTheirs =
    'toUserId' in by ? sql`offer.to_user_id = ${by.toUserId}` : sql`offer.from_user_id = ${by.fromUserId}`;
  const rows = await tx.execute(sql`
    update alert_hand_overs offer set ended_at = now(), ended_as = ${endedAs}
    from alerts about
    where offer.alert_id = ${alertId} and about.id = offer.alert_id and ${isTheirs} and ${OFFER_STANDS}
    returning ${ENDED_COLUMNS}`);
  return toEndedOffers(rows)[0];
};

/** After the news of how it ended, open pages of whoever the offer gave access hear of the patient no more, unless another reason remains. */
export const announceAccessEnded = async (
  tx: Transaction,
  { givesAccess, toUserId, patientId }: EndedOffer,
  at: Date,
): Promise<void> => {
  if (givesAccess) await announce(tx, { type: 'access:ended', occurredAt: at, userId: toUserId, patientId });
};
