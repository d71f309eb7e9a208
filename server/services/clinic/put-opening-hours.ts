import type { ClinicCalendar, PutOpeningHours } from '#contracts/clinic.ts';
import { AppError } from '#contracts/errors.ts';
import { clinicOpeningHours } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { loadOpeningHours } from './load-calendar.ts';
import { loadCalendar } from './read-calendar.ts';

/** Sets when the clinic is open, as a new version; whoever filled the form from an older one is told. */
export const putOpeningHours = async (
  deps: Deps,
  actor: SignedIn,
  { openingHours, reason, basedOnVersion }: PutOpeningHours,
): Promise<ClinicCalendar> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    const current = await loadOpeningHours(tx);
    if (current.version !== basedOnVersion) throw changedMeanwhile();
    const version = current.version + 1;
    const [inserted] = await tx
      .insert(clinicOpeningHours)
      .values({ version, openingHours, changedBy: actor.userId, changedAt: at, reason })
      .onConflictDoNothing()
      .returning({ version: clinicOpeningHours.version });
    if (inserted === undefined) throw changedMeanwhile();
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'opening-hours:changed',
      patientId: null,
      subjectType: 'opening-hours',
      subjectId: String(version),
      detail: { version, openingHours, reason },
    });
    return loadCalendar(tx, at);
  });
};

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'the opening hours were changed meanwhile; look at them again');
