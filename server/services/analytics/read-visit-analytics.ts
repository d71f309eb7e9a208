import type { AnalyticsQuery } from '#contracts/analytics-period.ts';
import type { VisitAnalytics } from '#contracts/visit-analytics.ts';
import { readPeriod } from '#database/analytics/read-period.ts';
import { readGroupedStays, readTroubledVisits } from '#database/visit-analytics/read-stays.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { readAnalyticsScope, requirePeriod } from './analytics-scope.ts';

/**
 * How video visits went, from one snapshot of the database. Throws `forbidden` for patients, `invalid` for a period that
 * is none or too long.
 */
export const readVisitAnalytics = async (
  deps: Pick<Deps, 'db' | 'sql'>,
  actor: SignedIn,
  { from, to }: AnalyticsQuery,
): Promise<VisitAnalytics> => {
  const { scope, counted, readable } = await readAnalyticsScope(deps, actor);
  return deps.sql.begin('isolation level repeatable read read only', async (tx) => {
    const period = await readPeriod(tx, { from, to });
    requirePeriod(period);
    return {
      ...{ scope, from: period.from, to: period.to, timeZone: period.timeZone },
      ...(await readGroupedStays(tx, period, counted)),
      visits: await readTroubledVisits(tx, period, { counted, readable }),
    };
  });
};
