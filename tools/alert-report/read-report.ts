import type { Sql } from 'postgres';
import type { AlertCounts, RuleCounts } from '#contracts/alert-analytics.ts';
import { readCounts } from '#database/alert-analytics/read-counts.ts';
import { readBurdenSpread } from '#database/alert-analytics/read-patient-burden.ts';
import { readPeriod, type AskedPeriod } from '#database/analytics/read-period.ts';

export type AlertReport = {
  from: string;
  to: string;
  timeZone: string;
  patientDays: number;
  rules: RuleCounts[];
  total: AlertCounts;
};

/** Counts alerts, from one snapshot of the database. Nothing in it tells of a person. */
export const readAlertReport = (sql: Sql, asked: AskedPeriod): Promise<AlertReport> =>
  sql.begin('isolation level repeatable read read only', async (tx) => {
    const period = await readPeriod(tx, asked);
    const { from, to, timeZone } = period;
    if (from > to) throw new Error(`--from (${from}) is after --to (${to})`);
    const { rules, total } = await readCounts(tx, period, 'all');
    const { patientDays } = await readBurdenSpread(tx, period, 'all');
    return { from, to, timeZone, patientDays, rules, total };
  });
