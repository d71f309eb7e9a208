import { and, eq } from 'drizzle-orm';
import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { consultations } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import { asSeenBy } from './as-seen-by.ts';
import { loadConsultations } from './to-consultation.ts';

export type ConsultationRow = typeof consultations.$inferSelect;

const notFound = () => new AppError('not_found', 'no such consultation');

/** The consultation's row, locked until the transaction ends; `not_found` unless its patient is in this person's care. */
export const findForChange = async (tx: Transaction, actor: SignedIn, id: string): Promise<ConsultationRow> => {
  const [row] = await tx
    .select()
    .from(consultations)
    .where(and(eq(consultations.id, id), mayRead(actor, consultations.patientId)))
    .for('update');
  if (row === undefined) throw notFound();
  return row;
};

/** What this person may see of one consultation. */
export const readConsultation = async (
  db: Database | Transaction,
  actor: SignedIn,
  id: string,
): Promise<Consultation> => {
  const [row] = await db
    .select({ id: consultations.id })
    .from(consultations)
    .where(and(eq(consultations.id, id), mayRead(actor, consultations.patientId)));
  const consultation = row && (await loadConsultations(db, [row.id])).get(row.id);
  if (consultation === undefined) throw notFound();
  return asSeenBy(actor.role, consultation);
};

/** `treat` belongs to the care team; a patient whose own visit it is learns that it is not theirs to do. */
export const requireClinician = (actor: SignedIn): void => {
  if (actor.role !== 'clinician') throw new AppError('forbidden', 'only a clinician of the care team may do this');
};

export const requireOwnVisit = (actor: SignedIn, { clinicianId }: ConsultationRow): void => {
  requireClinician(actor);
  if (actor.userId !== clinicianId) throw new AppError('forbidden', 'this visit is another clinician’s');
};

export const requireItsPatient = (actor: SignedIn, { patientId }: ConsultationRow): void => {
  if (actor.role !== 'patient' || actor.patientId !== patientId) {
    throw new AppError('forbidden', 'only the patient may do this');
  }
};
