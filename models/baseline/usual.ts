import { HOURS_OF_DAY, type HourSums } from './hour-sums.ts';
import type { UsualQuantity } from './quantities.ts';

/**
 * Which hours say what is usual at one: those of the same time of day, two hours around it, on 28 days that end with the
 * day before yesterday. Nothing that is said of an hour rests on readings of the 45 hours before it, so that readings
 * which come a day late change nothing that was said. 28 days, in means of an hour: RHR-Diff (Mishra 2020, Nat Biomed Eng
 * 4:1208, doi 10.1038/s41551-020-00640-6). At least 12 readings: what is asked of a mean of home pressures. Worked
 * example: for 8:00 on 30 March, the hours from 6:00 to 10:00 of 1 to 28 March.
 */
export const USUAL_WINDOW = { days: 28, daysBefore: 2, hoursAround: 2, leastHours: 12, leastDays: 7 } as const;

/** Makes the median absolute deviation of normally distributed values their standard deviation. */
const MAD_TO_SD = 1.4826;
/** A usual range reaches so many spreads to either side: 95 of 100 normally distributed values. */
export const RANGE_SPREADS = 2;
/** Beyond so many spreads a value is an outlier: the modified z-score of Iglewicz & Hoaglin (see `usualOf`). */
export const FAR_SPREADS = 3.5;

/** What is usual of one quantity, on the scale of its logarithm where it `isRatio`. */
export type Usual = { center: number; spread: number; days: number };

const toScale = (value: number, { isRatio }: UsualQuantity): number => (isRatio ? Math.log(value) : value);
const fromScale = (value: number, { isRatio }: UsualQuantity): number => (isRatio ? Math.exp(value) : value);

/** One for all patients: the values of one hour's question. */
const values = new Float64Array(USUAL_WINDOW.days * HOURS_OF_DAY);

/** The middle of the first `count` values, which it sorts. */
const medianOfFirst = (count: number): number => {
  const sorted = values.subarray(0, count).sort();
  const middle = count >>> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return count % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** Copies the hours that count into `values`: how many they are, and on how many days. */
const collect = (
  sums: HourSums,
  hour: number,
  hoursAround: number,
  isSecond: boolean,
  quantity: UsualQuantity,
): { count: number; days: number } => {
  const { days: reach, daysBefore } = USUAL_WINDOW;
  let count = 0;
  let days = 0;
  let lastDay = Number.NaN;
  // From 12 hours before the same time of a day to 11 hours after it: each hour is of one day.
  const half = HOURS_OF_DAY / 2 - 1;
  for (let index = sums.lowerBound(hour - (reach + daysBefore) * HOURS_OF_DAY); index < sums.size; index += 1) {
    const hoursAgo = hour - sums.hourAt(index);
    const daysAgo = Math.floor((hoursAgo + half) / HOURS_OF_DAY);
    if (daysAgo < daysBefore) break;
    if (daysAgo >= daysBefore + reach || Math.abs(hoursAgo - daysAgo * HOURS_OF_DAY) > hoursAround) continue;
    const sum = isSecond ? sums.secondAt(index) : sums.firstAt(index);
    values[count] = toScale(sum / sums.countAt(index), quantity);
    count += 1;
    if (daysAgo !== lastDay) days += 1;
    lastDay = daysAgo;
  }
  return { count, days };
};

/**
 * What is usual at an hour, as a median and the median absolute deviation from it: neither moves for a few values that
 * are somebody else's (Leys 2013, J Exp Soc Psychol 49:764; Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers,
 * ASQC Quality Press). Each hour counts by its mean, however often was measured in it. Null where fewer than 12 hours on
 * 7 days say it. Worked example: systolic 118, 120, 122, 124 and 130, were they enough, are 122 with a spread of
 * 1.4826 x 2 = 3, which the least one makes 5: a range of 112 to 132, and far from 104.5 or 139.5 on.
 */
export const usualOf = (
  sums: HourSums,
  hour: number,
  quantity: UsualQuantity,
  { isSecond = false, hoursAround = USUAL_WINDOW.hoursAround }: { isSecond?: boolean; hoursAround?: number } = {},
): Usual | null => {
  const { count, days } = collect(sums, hour, hoursAround, isSecond, quantity);
  if (count < USUAL_WINDOW.leastHours || days < USUAL_WINDOW.leastDays) return null;
  const center = medianOfFirst(count);
  for (let index = 0; index < count; index += 1) values[index] = Math.abs((values[index] ?? 0) - center);
  const spread = Math.max(MAD_TO_SD * medianOfFirst(count), quantity.leastSpread);
  return { center, spread, days };
};

/** How many spreads a value is from the usual; below it is negative. */
export const spreadsFrom = (
  { center, spread }: Pick<Usual, 'center' | 'spread'>,
  value: number,
  quantity: UsualQuantity,
): number => (toScale(value, quantity) - center) / spread;

/** The range that contains nearly all usual values, and its middle, in the quantity's unit. */
export const rangeOf = ({ center, spread }: Usual, quantity: UsualQuantity) => ({
  low: fromScale(center - RANGE_SPREADS * spread, quantity),
  median: fromScale(center, quantity),
  high: fromScale(center + RANGE_SPREADS * spread, quantity),
});
