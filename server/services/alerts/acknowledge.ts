import type { Alert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { takeOffered } from '../hand-overs/take-offered.ts';
import { requireAlert } from './require-alert.ts';
import { takeAlert } from './take.ts';
import { loadAlert } from './to-alert.ts';

/** "I have it": exactly one clinician can say so, and after that whoever it is handed to. */
export const acknowledgeAlert = async (deps: Deps, actor: SignedIn, alertId: string): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  const taking = { alertId, patientId, userId: actor.userId };
  return inTransaction(deps, async (tx) => {
    if (!(await takeAlert(tx, taking)) && !(await takeOffered(tx, taking))) {
      throw new AppError('conflict', 'alert is already acknowledged or resolved');
    }
    return loadAlert(tx, alertId);
  });
};
