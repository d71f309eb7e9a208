import type { AlertAnalytics } from '#contracts/alert-analytics.ts';
import type { AnalyticsQuery } from '#contracts/analytics-period.ts';
import { readCounts, readOutcomes } from '#database/alert-analytics/read-counts.ts';
import { readBurdenSpread, readPatientBurden } from '#database/alert-analytics/read-patient-burden.ts';
import { readStaffBurden } from '#database/alert-analytics/read-staff-burden.ts';
import { readPeriod } from '#database/analytics/read-period.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { readAnalyticsScope, requirePeriod } from './analytics-scope.ts';

/**
 * What alerts cost and are worth, from one snapshot of the database; administrators also get everybody who is paged,
 * clinicians nothing of colleagues. Throws `forbidden` for patients, `invalid` for a period that is none or too long.
 */
export const readAlertAnalytics = async (
  deps: Pick<Deps, 'db' | 'sql'>,
  actor: SignedIn,
  { from, to }: AnalyticsQuery,
): Promise<AlertAnalytics> => {
  const { scope, counted, readable } = await readAnalyticsScope(deps, actor);
  return deps.sql.begin('isolation level repeatable read read only', async (tx) => {
    const period = await readPeriod(tx, { from, to });
    requirePeriod(period);
    const { patientDays, ...burden } = await readBurdenSpread(tx, period, counted);
    return {
      scope,
      ...{ from: period.from, to: period.to, timeZone: period.timeZone, patientDays },
      ...(await readCounts(tx, period, counted)),
      outcomes: await readOutcomes(tx, period, counted),
      burden,
      patients: await readPatientBurden(tx, period, readable),
      staff: await readStaffBurden(tx, period, counted, scope === 'clinic' ? null : actor.userId),
    };
  });
};
