import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { EndShift, Roster } from '#contracts/on-call.ts';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { onCallShifts } from '#database/schema/index.ts';
import { dateOfDay, dayOfDate } from '#models/local-time/local-day.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { clinicDate, loadTimeZone } from '../clinic/load-calendar.ts';
import { lockRoster } from './lock-roster.ts';
import { loadRoster } from './read-board.ts';

/** A shift begins on no day after the last one; yesterday at the earliest, and one that runs is kept to its end. */
export const endShift = async (
  deps: Deps,
  actor: SignedIn,
  ids: ShiftIds,
  { lastDay, reason }: EndShift,
): Promise<Roster> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    await lockRoster(tx, ids.rosterId);
    const today = clinicDate(await loadTimeZone(tx), at);
    if (lastDay < dateOfDay(dayOfDate(today) - 1)) {
      throw new AppError('invalid', 'the request is not valid', [
        { path: 'lastDay', message: 'is over: what was, was' },
      ]);
    }
    await endShiftOn(tx, ids, lastDay);
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action: 'on-call-shift:ended', patientId: null },
      ...{ subjectType: 'on-call-roster', subjectId: ids.rosterId },
      detail: { shiftId: ids.id, lastDay, reason },
    });
    return loadRoster(tx, actor, ids.rosterId, at);
  });
};

export type ShiftIds = { rosterId: string; id: string };

/** Brings a shift's last day forward; a shift that had not begun by then never does. */
export const endShiftOn = async (tx: Transaction, { rosterId, id }: ShiftIds, lastDay: string): Promise<void> => {
  const which = and(eq(onCallShifts.id, id), eq(onCallShifts.rosterId, rosterId));
  const [ended] = await tx
    .update(onCallShifts)
    .set({ validTo: sql`greatest(${lastDay}::date, ${onCallShifts.validFrom} - 1)` })
    .where(and(which, or(isNull(onCallShifts.validTo), gt(onCallShifts.validTo, lastDay))))
    .returning({ id: onCallShifts.id });
  if (ended === undefined) throw await whyNotEnded(tx, { rosterId, id });
};

/** Why a shift cannot be ended on a day: there is none, or it ends by then already. */
export const whyNotEnded = async (db: Database | Transaction, { rosterId, id }: ShiftIds): Promise<AppError> => {
  const [known] = await db
    .select({ id: onCallShifts.id })
    .from(onCallShifts)
    .where(and(eq(onCallShifts.id, id), eq(onCallShifts.rosterId, rosterId)));
  return known === undefined
    ? new AppError('not_found', 'no such shift')
    : new AppError('conflict', 'this shift ends by then already');
};
