import { and, eq, sql } from 'drizzle-orm';
import type { JoinGrant } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { consultationParticipants, consultations, users } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { issueGrant } from '../media/issue-grant.ts';
import { openRoom } from '../media/rooms.ts';
import { findForChange, type ConsultationRow } from './find-consultation.ts';
import { ringForBooked } from './ring.ts';
import { transition } from './transition.ts';

/**
 * A token for the room of a visit one is invited to. Joining says more than that: a patient who joins a ringing call
 * answers it, and a clinician who joins a booked visit rings for the patient.
 */
export const joinConsultation = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  requestedHost?: string,
): Promise<JoinGrant> => {
  const now = deps.now();
  const { room, participant } = await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    const invited = await admitSession(tx, actor, id);
    await enter(tx, actor, consultation, now);
    return { participant: invited, room: await openRoom(tx, id, now) };
  });
  const { peerId, displayName, role } = participant;
  return issueGrant(deps, room, {
    ...{ peerId, displayName, requestedHost },
    grants: { role, mayPublish: true, mayAdmit: role === 'clinician', mayBeRecorded: false },
  });
};

/** Whoever is invited, with the session by which they join now: when it is signed out, the peer goes with it. */
const admitSession = async (tx: Transaction, actor: SignedIn, consultationId: string) => {
  const [participant] = await tx
    .update(consultationParticipants)
    .set({ sessionId: actor.sessionId })
    .from(users)
    .where(
      and(
        eq(consultationParticipants.consultationId, consultationId),
        eq(consultationParticipants.userId, actor.userId),
        eq(users.id, consultationParticipants.userId),
      ),
    )
    .returning({
      peerId: consultationParticipants.peerId,
      role: consultationParticipants.role,
      displayName: users.name,
    });
  if (participant === undefined) throw new AppError('forbidden', 'you are not invited to this consultation');
  return participant;
};

const enter = async (tx: Transaction, actor: SignedIn, consultation: ConsultationRow, now: Date): Promise<void> => {
  const { id, state } = consultation;
  const isPatient = actor.role === 'patient';
  switch (state) {
    case 'booked':
      if (isPatient) throw new AppError('conflict', 'check in first');
      await ringForBooked(tx, actor, id, now);
      return;
    case 'ringing':
      if (!isPatient) return;
      await requireStillRinging(tx, id);
      await transition(tx, id, { to: 'admitted', actor: { type: 'user', id: actor.userId } }, now);
      return;
    case 'checked_in':
      throw new AppError('conflict', isPatient ? 'the clinician will let you in' : 'admit the patient first');
    case 'admitted':
    case 'in_progress':
      return;
    case 'ended':
    case 'cancelled':
    case 'no_show':
    case 'declined':
    case 'missed':
      throw new AppError('conflict', `this consultation is over: ${state.replace('_', ' ')}`);
  }
};

/** The sweep may be a moment late; the deadline is not. */
const requireStillRinging = async (tx: Transaction, id: string): Promise<void> => {
  const [row] = await tx
    .select({ isOver: sql<boolean>`${consultations.ringUntil} <= clock_timestamp()` })
    .from(consultations)
    .where(eq(consultations.id, id));
  if (row?.isOver !== false) throw new AppError('conflict', 'this call was missed');
};
