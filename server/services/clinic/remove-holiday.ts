import { eq } from 'drizzle-orm';
import type { ClinicCalendar } from '#contracts/clinic.ts';
import { AppError } from '#contracts/errors.ts';
import { clinicHolidays } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { requireToCome } from './add-holiday.ts';
import { clinicDate, loadTimeZone } from './load-calendar.ts';
import { loadCalendar } from './read-calendar.ts';

/** The clinic is open on this day after all. */
export const removeHoliday = async (deps: Deps, actor: SignedIn, date: string): Promise<ClinicCalendar> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    requireToCome(date, clinicDate(await loadTimeZone(tx), at));
    const [removed] = await tx
      .delete(clinicHolidays)
      .where(eq(clinicHolidays.date, date))
      .returning({ name: clinicHolidays.name });
    if (removed === undefined) throw new AppError('not_found', 'no such holiday');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'clinic-holiday:removed',
      patientId: null,
      subjectType: 'clinic-holiday',
      subjectId: date,
      detail: removed,
    });
    return loadCalendar(tx, at);
  });
};
