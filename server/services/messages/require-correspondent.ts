import type { Database, Transaction } from '#database/client.ts';
import { requirePatient, type SignedIn } from '../../access.ts';

/** The first line of every verb on a thread: the patient in person, and clinicians who may treat them. */
export const requireCorrespondent = (db: Database | Transaction, actor: SignedIn, patientId: string): Promise<void> =>
  requirePatient(db, actor, patientId, actor.role === 'patient' ? 'self' : 'treat');
