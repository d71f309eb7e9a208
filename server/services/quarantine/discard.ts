import type { DiscardQuarantined, QuarantinedReading } from '#contracts/quarantine.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { requireHeld } from './access.ts';
import { toQuarantinedReading } from './list.ts';
import { settle } from './settle.ts';

/** "This is no measurement": it stays where it is, and nobody has to look at it again. */
export const discardQuarantined = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  { reason }: DiscardQuarantined,
): Promise<QuarantinedReading> =>
  inTransaction(deps, async (tx) => {
    const row = await requireHeld(tx, actor, id);
    const at = deps.now();
    const { patientId } = row;
    await settle(tx, {
      id,
      state: 'discarded',
      patientId,
      userId: actor.userId,
      at,
      reason,
      heldFor: patientId,
      released: null,
    });
    return toQuarantinedReading({ ...row, state: 'discarded' }, true);
  });
