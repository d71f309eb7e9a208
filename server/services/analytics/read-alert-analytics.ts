import { MOST_ANALYTICS_DAYS, type AlertAnalytics, type AlertAnalyticsQuery } from '#contracts/alert-analytics.ts';
import { AppError } from '#contracts/errors.ts';
import { readCounts, readOutcomes } from '#database/alert-analytics/read-counts.ts';
import { readBurdenSpread, readPatientBurden } from '#database/alert-analytics/read-patient-burden.ts';
import { readPeriod, type Period } from '#database/alert-analytics/read-period.ts';
import { readStaffBurden } from '#database/alert-analytics/read-staff-burden.ts';
import { patients } from '#database/schema/index.ts';
import { dayOfDate } from '#models/local-time/local-day.ts';
import { mayRead, requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';

/** A period of which one end was left out is known only now. */
const requirePeriod = ({ from, to }: Period): void => {
  if (from > to) throw new AppError('invalid', 'the first day is after the last');
  if (dayOfDate(to) - dayOfDate(from) >= MOST_ANALYTICS_DAYS)
    throw new AppError('invalid', `a period has at most ${MOST_ANALYTICS_DAYS} days`);
};

/**
 * What alerts cost and are worth, from one snapshot of the database. Administrators get the numbers of the whole clinic
 * and of everybody who is paged, and no patient by name; clinicians those of the patients they treat now, and of
 * colleagues nothing. Throws `forbidden` for patients, `invalid` for a period that is none or too long.
 */
export const readAlertAnalytics = async (
  { db, sql: connections }: Pick<Deps, 'db' | 'sql'>,
  actor: SignedIn,
  { from, to }: AlertAnalyticsQuery,
): Promise<AlertAnalytics> => {
  requireRole(actor, 'administrator', 'clinician');
  const isWhole = actor.role === 'administrator';
  const rows = await db.select({ id: patients.id }).from(patients).where(mayRead(actor, patients.id));
  const readable = rows.map(({ id }) => id);
  const counted = isWhole ? ('all' as const) : readable;
  return connections.begin('isolation level repeatable read read only', async (tx) => {
    const period = await readPeriod(tx, { from, to });
    requirePeriod(period);
    const { patientDays, ...burden } = await readBurdenSpread(tx, period, counted);
    return {
      scope: isWhole ? 'clinic' : 'own-patients',
      ...{ from: period.from, to: period.to, timeZone: period.timeZone, patientDays },
      ...(await readCounts(tx, period, counted)),
      outcomes: await readOutcomes(tx, period, counted),
      burden,
      patients: await readPatientBurden(tx, period, readable),
      staff: await readStaffBurden(tx, period, counted, isWhole ? null : actor.userId),
    };
  });
};
