import { eq } from 'drizzle-orm';
import type { JoinGrant } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { GuestState } from '#contracts/guest-states.ts';
import type { Database, Transaction } from '#database/client.ts';
import { consultations, visitGuests } from '#database/schema/index.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { issueGrant } from '../media/issue-grant.ts';
import { openRoom } from '../media/rooms.ts';
import { GUEST, recordGuestChange } from './record-change.ts';
import { requireLive } from './require-live.ts';
import type { GuestSession } from './session.ts';

/** A token for the room of the visit, for a guest whom the clinician has let in and as long as the visit goes on. */
export const joinAsGuest = async (deps: Deps, guest: GuestSession, requestedHost?: string): Promise<JoinGrant> => {
  const { id, consultationId, patientId, peerId, name } = guest;
  const room = await inTransaction(deps, async (tx) => {
    const [visit] = await tx
      .select({ state: consultations.state })
      .from(consultations)
      .where(eq(consultations.id, consultationId))
      .for('update');
    await requireAdmitted(tx, id);
    requireLive({ state: visit?.state ?? 'ended' }, 'this visit does not go on now');
    const at = await databaseNow(tx);
    await recordGuestChange(tx, { guest, patientId, what: 'joined', actor: GUEST, at });
    return openRoom(tx, consultationId, at);
  });
  const grant = await issueGrant(deps, room, {
    ...{ peerId, displayName: name, requestedHost },
    grants: { role: 'guest', mayPublish: true, mayAdmit: false, mayBeRecorded: false },
  });
  // Whoever was put out while the node was asked gets no token that is younger than their eviction.
  await requireAdmitted(deps.db, id);
  return grant;
};

const requireAdmitted = async (db: Database | Transaction, guestId: string): Promise<void> => {
  const [guest] = await db.select({ state: visitGuests.state }).from(visitGuests).where(eq(visitGuests.id, guestId));
  const state = guest?.state ?? 'over';
  if (state !== 'admitted') throw new AppError('conflict', REFUSALS[state]);
};

const REFUSALS = {
  invited: 'open the link of your invitation first',
  waiting: 'the clinician will let you in',
  left: 'you have left this visit',
  removed: 'your part in this visit is over',
  revoked: 'your invitation was withdrawn',
  over: 'this visit is over',
} as const satisfies Record<Exclude<GuestState, 'admitted'>, string>;
