import type { ClinicCalendar, PutTimeZone } from '#contracts/clinic.ts';
import { AppError } from '#contracts/errors.ts';
import { clinicTimeZones } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { loadChosenTimeZone } from './load-calendar.ts';
import { loadCalendar } from './read-calendar.ts';

/**
 * Sets by which clock shifts and opening hours go, as a new version; whoever filled the form from an older one is told.
 * What is an instant stays where it is: covers, and deadlines that were told.
 */
export const putTimeZone = async (
  deps: Deps,
  actor: SignedIn,
  { timeZone, reason, basedOnVersion }: PutTimeZone,
): Promise<ClinicCalendar> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    const current = await loadChosenTimeZone(tx);
    if (current.version !== basedOnVersion) throw changedMeanwhile();
    const version = current.version + 1;
    const [inserted] = await tx
      .insert(clinicTimeZones)
      .values({ version, timeZone, changedBy: actor.userId, changedAt: at, reason })
      .onConflictDoNothing()
      .returning({ version: clinicTimeZones.version });
    if (inserted === undefined) throw changedMeanwhile();
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'clinic-time-zone:changed',
      patientId: null,
      subjectType: 'clinic-time-zone',
      subjectId: String(version),
      detail: { version, timeZone, before: current.timeZone, reason },
    });
    return loadCalendar(tx, at);
  });
};

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'the time zone was changed meanwhile; look at it again');
