import { z } from 'zod';
import { CalendarDate } from './local-time.ts';

const DAY_MS = 86_400_000;
/** A year, for which the numbers still come at once. */
export const MOST_ANALYTICS_DAYS = 366;

const period = {
  /** Days of the clinic's calendar, both included. Left out: until today, and thirty days long. */
  from: CalendarDate.optional(),
  to: CalendarDate.optional(),
};

type AskedPeriod = { from?: string | undefined; to?: string | undefined };

const isInOrder = ({ from, to }: AskedPeriod): boolean => from === undefined || to === undefined || from <= to;
/** Where the last day is left out it is today, which only the clinic's clock knows: the service looks again. */
const isShort = ({ from, to }: AskedPeriod): boolean =>
  from === undefined || to === undefined || Date.parse(to) - Date.parse(from) < MOST_ANALYTICS_DAYS * DAY_MS;

const disorder = { path: ['from'], message: 'is after the last day' };
const tooLong = { path: ['from'], message: `a period has at most ${MOST_ANALYTICS_DAYS} days` };

export const AnalyticsQuery = z.strictObject(period).refine(isInOrder, disorder).refine(isShort, tooLong);
export type AnalyticsQuery = z.infer<typeof AnalyticsQuery>;

/** The same, for one of several tables as a file. */
export const analyticsCsvQuery = <const Table extends string>(tables: readonly [Table, ...Table[]]) =>
  z
    .strictObject({ ...period, table: z.enum(tables) })
    .refine(isInOrder, disorder)
    .refine(isShort, tooLong);
