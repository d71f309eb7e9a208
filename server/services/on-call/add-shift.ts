import type { AddShift, Roster } from '#contracts/on-call.ts';
import { newId } from '#database/ids.ts';
import { onCallShifts } from '#database/schema/index.ts';
import { dayBefore } from '#models/on-call/with-shift.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { checkShift } from './check-shift.ts';
import { endShiftOn } from './end-shift.ts';
import { lockRoster } from './lock-roster.ts';
import { loadRoster } from './read-board.ts';

/** Adds a shift from today on, in the place of another one where it says so: a change leaves nobody unwatched between. */
export const addShift = async (
  deps: Deps,
  actor: SignedIn,
  rosterId: string,
  { replaces, reason, ...shift }: AddShift,
): Promise<Roster> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  const id = newId();
  return inTransaction(deps, async (tx) => {
    await lockRoster(tx, rosterId);
    await checkShift(tx, shift, at);
    if (replaces !== undefined) await endShiftOn(tx, { rosterId, id: replaces }, dayBefore(shift.validFrom));
    await tx.insert(onCallShifts).values({ id, rosterId, ...shift, createdAt: at, createdBy: actor.userId });
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action: 'on-call-shift:added', patientId: null },
      ...{ subjectType: 'on-call-roster', subjectId: rosterId },
      detail: { shiftId: id, ...shift, ...(replaces === undefined ? {} : { replaces }), reason },
    });
    return loadRoster(tx, actor, rosterId, at);
  });
};
