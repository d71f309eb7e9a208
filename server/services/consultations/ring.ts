import { and, eq, inArray, sql } from 'drizzle-orm';
import { RING_TIMEOUT_MS, type Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { LIVE_STATES } from '#contracts/live-visit.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { consultations } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { recordCall } from './call-events.ts';
import { inviteBoth, requireAccountOf, requireAlertOf } from './create.ts';
import { readConsultation } from './find-consultation.ts';
import { patientIsBusy, recordChange, transition } from './transition.ts';

export type Call = { patientId: string; alertId?: string | undefined };

/** Rings until then by PostgreSQL's clock, which also decides when the call was missed. */
const RING_UNTIL = sql`now() + ${RING_TIMEOUT_MS} * interval '1 millisecond'`;

/** `isNew` is false where this clinician's visit with the patient goes on already. */
export type Ringing = { consultation: Consultation; isNew: boolean };

/**
 * Calls a patient now: their open page rings. From an alert, the call is written into the alert's record. Whoever is in a
 * visit with the patient, and left its page, comes back to it by calling again.
 */
export const ringPatient = async (deps: Deps, actor: SignedIn, call: Call): Promise<Ringing> => {
  try {
    return { consultation: await placeCall(deps, actor, call), isNew: true };
  } catch (error) {
    const isBusy = error instanceof AppError && error.code === 'conflict';
    const liveId = isBusy ? await findOwnLiveVisit(deps, actor, call.patientId) : undefined;
    if (liveId === undefined) throw error;
    return { consultation: await readConsultation(deps.db, actor, liveId), isNew: false };
  }
};

const findOwnLiveVisit = async (deps: Deps, actor: SignedIn, patientId: string): Promise<string | undefined> => {
  const [live] = await deps.db
    .select({ id: consultations.id })
    .from(consultations)
    .where(
      and(
        eq(consultations.patientId, patientId),
        eq(consultations.clinicianId, actor.userId),
        inArray(consultations.state, [...LIVE_STATES]),
      ),
    );
  return live?.id;
};

const placeCall = async (deps: Deps, actor: SignedIn, call: Call): Promise<Consultation> => {
  const now = deps.now();
  const id = newId();
  const by = { type: 'user', id: actor.userId } as const;
  await inTransaction(deps, async (tx) => {
    await requirePatient(tx, actor, call.patientId, 'treat');
    await requireAlertOf(tx, call.patientId, call.alertId);
    const patientUserId = await requireAccountOf(tx, call.patientId);
    const [row] = await tx
      .insert(consultations)
      .values({
        id,
        patientId: call.patientId,
        clinicianId: actor.userId,
        alertId: call.alertId ?? null,
        state: 'ringing',
        startsAt: now,
        ringingSince: now,
        ringUntil: RING_UNTIL,
        createdAt: now,
      })
      // The index that lets a patient be in one call at a time: whoever is second has nothing to insert.
      .onConflictDoNothing()
      .returning();
    if (row === undefined) throw patientIsBusy();
    await inviteBoth(tx, id, actor, patientUserId);
    await recordChange(tx, row, by, now);
    await recordCall(tx, row, { type: 'call-started', actor: by }, now);
  });
  return readConsultation(deps.db, actor, id);
};

/** Rings for a booked visit whose patient has not checked in. */
export const ringForBooked = async (tx: Transaction, actor: SignedIn, id: string, now: Date): Promise<void> => {
  const by = { type: 'user', id: actor.userId } as const;
  const row = await transition(tx, id, { to: 'ringing', actor: by, set: { ringingSince: now } }, now);
  await tx.update(consultations).set({ ringUntil: RING_UNTIL }).where(eq(consultations.id, id));
  await recordCall(tx, row, { type: 'call-started', actor: by }, now);
};
