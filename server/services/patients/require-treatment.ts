import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { mayAccess, requirePatient, type SignedIn } from '../../access.ts';

/**
 * For what only the care team may change: nobody else's patient exists, and patients, who may read their own record, are
 * told that this is not theirs to do.
 */
export const requireTreatment = async (
  db: Database | Transaction,
  actor: SignedIn,
  patientId: string,
): Promise<void> => {
  await requirePatient(db, actor, patientId, 'read');
  if (await mayAccess(db, actor, patientId, 'treat')) return;
  throw new AppError('forbidden', 'only the care team may do this');
};
