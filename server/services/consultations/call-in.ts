import { and, eq } from 'drizzle-orm';
import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { LIVE_STATES } from '#contracts/live-visit.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { consultationParticipants } from '#database/schema/index.ts';
import { isOfCareTeam, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation, requireClinician, type ConsultationRow } from './find-consultation.ts';

const LIVE: ReadonlySet<ConsultationRow['state']> = new Set(LIVE_STATES);

/**
 * Asks a colleague to come into a visit that goes on: a second opinion, with the patient there. Whoever is in the visit may
 * ask, and only somebody of the patient's care team may come: a visit gives nobody access to a record. Asked twice is asked
 * once.
 */
export const callIn = async (deps: Deps, actor: SignedIn, id: string, userId: string): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireClinician(actor);
    if (!(await isInvited(tx, id, actor.userId))) throw new AppError('forbidden', 'you are not in this visit');
    if (!LIVE.has(consultation.state)) throw new AppError('conflict', 'this visit does not go on now');
    if (await isInvited(tx, id, userId)) return;
    const { patientId } = consultation;
    if (!(await isOfCareTeam(tx, userId, patientId))) {
      throw new AppError('conflict', 'only a clinician of the patient’s care team can be called in');
    }
    const at = deps.now();
    await tx
      .insert(consultationParticipants)
      .values({ consultationId: id, userId, role: 'clinician', peerId: newId() });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'consultation:called-in',
      patientId,
      subjectType: 'consultation',
      subjectId: id,
      detail: { userId },
    });
    await announce(tx, { type: 'consultation:called-in', occurredAt: at, patientId, consultationId: id });
  });
  return readConsultation(deps.db, actor, id);
};

const isInvited = async (tx: Transaction, consultationId: string, userId: string): Promise<boolean> => {
  const [row] = await tx
    .select({ userId: consultationParticipants.userId })
    .from(consultationParticipants)
    .where(
      and(eq(consultationParticipants.consultationId, consultationId), eq(consultationParticipants.userId, userId)),
    );
  return row !== undefined;
};
