import type { AddCover, Roster } from '#contracts/on-call.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { onCallCovers } from '#database/schema/index.ts';
import { shiftsBetween } from '#models/on-call/shifts-between.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { loadRosters } from './load-rosters.ts';
import { requireClinicians } from './load-staff.ts';
import { lockRoster } from './lock-roster.ts';
import { loadRoster } from './read-board.ts';

/** Rosters are planned for a year, and a slip of the keyboard is found at once. */
const LATEST_BEGIN_MS = 400 * 24 * 60 * 60_000;

/**
 * Somebody stands in, from now at the earliest. An administrator says who; a clinician takes somebody else's turn or a
 * gap, or hands over a turn of their own.
 */
export const addCover = async (
  deps: Deps,
  actor: SignedIn,
  rosterId: string,
  { personId, insteadOf, reason, ...asked }: AddCover,
): Promise<Roster> => {
  requireRole(actor, 'administrator', 'clinician');
  if (actor.role === 'clinician' && personId !== actor.userId && insteadOf !== actor.userId) {
    throw new AppError('forbidden', 'a clinician takes a turn, or hands over their own');
  }
  const at = deps.now();
  const from = new Date(Math.max(Date.parse(asked.from), at.getTime()));
  const to = new Date(asked.to);
  if (to <= from) throw refused('to', 'is over: what was, was');
  if (from.getTime() > at.getTime() + LATEST_BEGIN_MS) throw refused('from', 'is more than a year away');
  const id = newId();
  return inTransaction(deps, async (tx) => {
    await lockRoster(tx, rosterId);
    await requireClinicians(tx, [personId], 'personId');
    if (insteadOf !== null) await requireOnCall(tx, rosterId, insteadOf, { from, to });
    await tx.insert(onCallCovers).values({
      ...{ id, rosterId, personId, insteadOf, startsAt: from, endsAt: to, reason },
      ...{ madeAt: at, madeBy: actor.userId },
    });
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action: 'on-call-cover:made', patientId: null },
      ...{ subjectType: 'on-call-roster', subjectId: rosterId },
      detail: { coverId: id, personId, insteadOf, from: from.toISOString(), to: to.toISOString(), reason },
    });
    return loadRoster(tx, actor, rosterId, at);
  });
};

const refused = (path: string, message: string): AppError =>
  new AppError('invalid', 'the request is not valid', [{ path, message }]);

/** Nobody stands in for one whose turn it is not: it would be a cover that covers nothing. */
const requireOnCall = async (
  tx: Transaction,
  rosterId: string,
  personId: string,
  { from, to }: { from: Date; to: Date },
): Promise<void> => {
  const loaded = (await loadRosters(tx, from, rosterId)).get(rosterId);
  const duties = loaded === undefined ? [] : shiftsBetween(loaded.roster, from.getTime(), to.getTime());
  if (duties.some((duty) => duty.personId === personId)) return;
  throw new AppError('conflict', 'this person is not on call then');
};
