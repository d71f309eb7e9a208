import type { CreateRoster, Roster } from '#contracts/on-call.ts';
import { AppError } from '#contracts/errors.ts';
import { newId } from '#database/ids.ts';
import { onCallRosters } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { isConstraint } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { loadRoster } from './read-board.ts';

/** A roster without shifts: all of it is a gap until it has some. */
export const createRoster = async (deps: Deps, actor: SignedIn, { name }: CreateRoster): Promise<Roster> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  const id = newId();
  try {
    return await inTransaction(deps, async (tx) => {
      await tx.insert(onCallRosters).values({ id, name, createdAt: at, createdBy: actor.userId });
      await recordAudit(tx, {
        ...{ actor: { type: 'user', id: actor.userId }, at, action: 'on-call-roster:created', patientId: null },
        ...{ subjectType: 'on-call-roster', subjectId: id, detail: { name } },
      });
      return loadRoster(tx, actor, id, at);
    });
  } catch (error) {
    throw isConstraint(error, 'on_call_rosters_name_idx') ? nameTaken() : error;
  }
};

export const nameTaken = (): AppError => new AppError('conflict', 'there is a roster of this name already');
