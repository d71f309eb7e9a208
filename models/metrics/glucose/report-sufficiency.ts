import type { SensorActivity } from './sensor-activity.ts';

/** How much a sensor must have measured for what is to be said. */
export type Sufficiency = { readonly days: number; readonly percent: number };

/** What stands for three months, such as the glucose management indicator: 14 days with 70 % of their readings. */
export const FOR_THREE_MONTHS: Sufficiency = { days: 14, percent: 70 };
/** What stands for the days it was taken from: at least one whole day, as a night is not like a day. */
export const FOR_ITS_OWN_DAYS: Sufficiency = { days: 1, percent: 0 };

/** A period that is asked for ends before the next reading, and begins after the one before: two intervals and a bit. */
const TOLERANCE_DAYS = 1 / 24;

/**
 * Why a report must withhold a metric; `null` where it may show it. Battelino et al. 2019, Diabetes Care 42:1593: at least
 * 14 days with at least 70 % of the readings. Worked example: 14 days with 71 % may be shown, 13 days with 100 % may not,
 * and neither may 14 days with 69 %.
 */
export const reportInsufficiency = (
  activity: SensorActivity | null,
  { days, percent }: Sufficiency,
): 'too-few-days' | 'too-little-wear' | null => {
  if (activity === null || activity.days < days - TOLERANCE_DAYS) return 'too-few-days';
  return activity.percent < percent ? 'too-little-wear' : null;
};
