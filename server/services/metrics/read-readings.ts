import { and, asc, eq, gte, isNull, lt, ne, or, sql, type SQL } from 'drizzle-orm';
import type { ReadingKind } from '#contracts/reading.ts';
import type { Database } from '#database/client.ts';
import { observations } from '#database/schema/index.ts';
import type { PressureReading } from '#models/metrics/blood-pressure/pressure.ts';
import type { HeartRateReading } from '#models/metrics/heart-rate/resting-heart-rate.ts';
import type { Sample } from '#models/metrics/sample.ts';

export type Stretch = { from: Date; to: Date };

/** A strap sends one reading a second: in a month 2.7 million rows, of which no metric looks at more than the minutes. */
const minute = sql`date_trunc('minute', ${observations.effectiveAt})`;
/** The latest of the minute, so that a reading that is alone in its minute keeps its time. */
const atMs = sql<number>`round(extract(epoch from max(${observations.effectiveAt})) * 1000)::float8`;

const within = (patientId: string, kind: ReadingKind, { from, to }: Stretch, more?: SQL): SQL | undefined =>
  and(
    eq(observations.patientId, patientId),
    eq(observations.kind, kind),
    gte(observations.effectiveAt, from),
    lt(observations.effectiveAt, to),
    isNull(observations.invalidatedAt),
    more,
  );

/** A sensor's glucose (mg/dL), oldest first: of a minute with several readings their mean. */
export const readGlucose = (db: Database, patientId: string, stretch: Stretch): Promise<Sample[]> =>
  db
    .select({ atMs, value: sql<number>`avg(${observations.glucose})::float8` })
    .from(observations)
    .where(within(patientId, 'glucose', stretch, eq(observations.specimen, 'interstitial')))
    .groupBy(minute)
    .orderBy(asc(minute));

/** Pressures (mmHg) of a cuff, oldest first. */
export const readPressures = async (db: Database, patientId: string, stretch: Stretch): Promise<PressureReading[]> => {
  const rows = await db
    .select({
      effectiveAt: observations.effectiveAt,
      systolic: observations.systolic,
      diastolic: observations.diastolic,
    })
    .from(observations)
    .where(
      within(
        patientId,
        'blood-pressure',
        stretch,
        or(isNull(observations.method), ne(observations.method, 'cuffless')),
      ),
    )
    .orderBy(asc(observations.effectiveAt), asc(observations.id));
  return rows.map(({ effectiveAt, systolic, diastolic }) => ({
    atMs: effectiveAt.getTime(),
    systolic: systolic ?? Number.NaN,
    diastolic: diastolic ?? Number.NaN,
  }));
};

/** A minute's mean of heart rates (beats per minute), and of how many readings. */
export type HeartRateMinute = HeartRateReading & { readonly readings: number };

/**
 * Heart rates by the minute, oldest first: the resting rate is the lowest minute of a day (Speed et al. 2023), not its
 * lowest second. A minute is active where anything in it was; its steps are the sum of those counted.
 */
export const readHeartRates = (db: Database, patientId: string, stretch: Stretch): Promise<HeartRateMinute[]> =>
  db
    .select({
      atMs,
      value: sql<number>`avg(${observations.heartRate})::float8`,
      context: sql<HeartRateReading['context']>`case
        when bool_or(${observations.context} = 'active') then 'active'
        when bool_and(${observations.context} = 'rest') then 'rest'
        else 'unknown' end`,
      steps: sql<number | null>`sum(${observations.steps})::float8`,
      readings: sql<number>`count(*)::int`,
    })
    .from(observations)
    .where(within(patientId, 'heart-rate', stretch))
    .groupBy(minute)
    .orderBy(asc(minute));
