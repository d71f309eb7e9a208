import { eq } from 'drizzle-orm';
import type { RenameRoster, Roster } from '#contracts/on-call.ts';
import { onCallRosters } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { isConstraint } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { nameTaken } from './create-roster.ts';
import { lockRoster } from './lock-roster.ts';
import { loadRoster } from './read-board.ts';

/** Gives a roster another name. */
export const renameRoster = async (
  deps: Deps,
  actor: SignedIn,
  rosterId: string,
  { name }: RenameRoster,
): Promise<Roster> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  try {
    return await inTransaction(deps, async (tx) => {
      const before = await lockRoster(tx, rosterId);
      await tx.update(onCallRosters).set({ name }).where(eq(onCallRosters.id, rosterId));
      await recordAudit(tx, {
        ...{ actor: { type: 'user', id: actor.userId }, at, action: 'on-call-roster:renamed', patientId: null },
        ...{ subjectType: 'on-call-roster', subjectId: rosterId, detail: { name, before: before.name } },
      });
      return loadRoster(tx, actor, rosterId, at);
    });
  } catch (error) {
    throw isConstraint(error, 'on_call_rosters_name_idx') ? nameTaken() : error;
  }
};
