import type { ClinicCalendar, Holiday } from '#contracts/clinic.ts';
import { AppError } from '#contracts/errors.ts';
import { clinicHolidays } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { clinicDate, loadTimeZone } from './load-calendar.ts';
import { loadCalendar } from './read-calendar.ts';

/** A day on which the clinic stays closed: from tomorrow on, since today's shifts have begun. */
export const addHoliday = async (deps: Deps, actor: SignedIn, { date, name }: Holiday): Promise<ClinicCalendar> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    requireToCome(date, clinicDate(await loadTimeZone(tx), at));
    const [added] = await tx
      .insert(clinicHolidays)
      .values({ date, name, addedBy: actor.userId, addedAt: at })
      .onConflictDoNothing()
      .returning({ date: clinicHolidays.date });
    if (added === undefined) throw new AppError('conflict', 'this day is a holiday already');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'clinic-holiday:added',
      patientId: null,
      subjectType: 'clinic-holiday',
      subjectId: date,
      detail: { name },
    });
    return loadCalendar(tx, at);
  });
};

/** Who was on call on a day that is over, or has begun, does not change afterwards. */
export const requireToCome = (date: string, today: string): void => {
  if (date > today) return;
  throw new AppError('invalid', 'the request is not valid', [{ path: 'date', message: 'is not to come' }]);
};
