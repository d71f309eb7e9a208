import { eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { HeartRateMetrics, MetricsQuery, PatientMetrics } from '#contracts/metrics.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { Database } from '#database/client.ts';
import { patients } from '#database/schema/index.ts';
import { utcOffsetMinutes } from '#models/local-time/utc-offset.ts';
import { restingHeartRate } from '#models/metrics/heart-rate/resting-heart-rate.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { readGlucose, readHeartRates, readPressures, type HeartRateMinute, type Stretch } from './read-readings.ts';
import { localDayOf, toBloodPressureMetrics } from './to-blood-pressure-metrics.ts';
import { toGlucoseMetrics } from './to-glucose-metrics.ts';

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 31;
/** Where nobody says from when: what guidelines take for glucose (14 days) and home blood pressure (7). */
const DEFAULT_DAYS = { glucose: 14, 'blood-pressure': 7, 'heart-rate': 7 } as const satisfies Record<
  ReadingKind,
  number
>;

/** The metrics of a patient's readings in a stretch of time, by the clock of the patient's own time zone. */
export const readMetrics = async (
  { db, now }: Deps,
  actor: SignedIn,
  patientId: string,
  query: MetricsQuery,
): Promise<PatientMetrics> => {
  await requirePatient(db, actor, patientId, 'read');
  const stretches = {
    glucose: stretchOf(query, now(), 'glucose'),
    pressure: stretchOf(query, now(), 'blood-pressure'),
    heartRate: stretchOf(query, now(), 'heart-rate'),
  };
  const [timeZone, samples, pressures, heartRates] = await Promise.all([
    readTimeZone(db, patientId),
    readGlucose(db, patientId, stretches.glucose),
    readPressures(db, patientId, stretches.pressure),
    readHeartRates(db, patientId, stretches.heartRate),
  ]);
  const { to } = stretches.glucose;
  const offsetAtEnd = utcOffsetMinutes(timeZone, to.getTime());
  const readings = pressures.map((reading) => ({
    ...reading,
    utcOffsetMinutes: utcOffsetMinutes(timeZone, reading.atMs),
  }));
  // The last instant that belongs to the stretch: at midnight sharp, `to` is the next day already.
  const lastDay = localDayOf(to.getTime() - 1, offsetAtEnd);
  return {
    glucose: { ...onWire(stretches.glucose), ...toGlucoseMetrics(samples, offsetAtEnd) },
    bloodPressure: { ...onWire(stretches.pressure), ...toBloodPressureMetrics(readings, lastDay) },
    heartRate: { ...onWire(stretches.heartRate), ...toHeartRateMetrics(heartRates, offsetAtEnd) },
  };
};

const stretchOf = (query: MetricsQuery, now: Date, kind: ReadingKind): Stretch => {
  const to = query.to === undefined ? now : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_DAYS[kind] * DAY_MS) : new Date(query.from);
  if (from >= to)
    throw new AppError('invalid', 'from must be before to', [{ path: 'from', message: 'is not before to' }]);
  if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS)
    throw new AppError('invalid', `at most ${MOST_DAYS} days at once`, [
      { path: 'from', message: `is more than ${MOST_DAYS} days before to` },
    ]);
  return { from, to };
};

const onWire = ({ from, to }: Stretch) => ({ from: from.toISOString(), to: to.toISOString() });

const readTimeZone = async (db: Database, patientId: string): Promise<string> => {
  const [patient] = await db.select({ timeZone: patients.timeZone }).from(patients).where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  return patient.timeZone;
};

const toHeartRateMetrics = (
  minutes: readonly HeartRateMinute[],
  offset: number,
): Omit<HeartRateMetrics, 'from' | 'to'> => {
  const found = restingHeartRate(minutes, offset);
  return {
    readings: minutes.reduce((sum, { readings }) => sum + readings, 0),
    resting: found.value === null ? found : { value: { value: found.value, days: found.days }, reason: null },
  };
};
