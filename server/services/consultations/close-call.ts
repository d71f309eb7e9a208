import type { Actor } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { closeRoom } from '../media/rooms.ts';
import { endGuestsWithVisit } from '../visit-guests/end-with-visit.ts';
import { recordCall } from './call-events.ts';
import type { ConsultationRow } from './find-consultation.ts';
import { transition } from './transition.ts';

type Ending = { to: 'ended' | 'cancelled' | 'declined' | 'missed' | 'no_show'; actor: Actor; reason: string };

/** Every way a consultation ends: state, alert record, guests and room together. */
export const closeCall = async (
  tx: Transaction,
  before: ConsultationRow,
  { to, actor, reason }: Ending,
  now: Date,
): Promise<void> => {
  const row = await transition(tx, before.id, { to, actor, set: { endedAt: now, endReason: reason } }, now);
  const wasCalling = before.state === 'ringing' || before.state === 'admitted' || before.state === 'in_progress';
  if (wasCalling) await recordCall(tx, row, { type: 'call-ended', actor, reason }, now);
  await endGuestsWithVisit(tx, row, actor, now);
  await closeRoom(tx, before.id, 'ended', now);
};
