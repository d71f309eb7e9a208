import { and, asc, eq, gte, isNull, lt } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { HeartRateMetrics, MetricsQuery, PatientMetrics } from '#contracts/metrics.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { Database } from '#database/client.ts';
import { observations, patients } from '#database/schema/index.ts';
import { utcOffsetMinutes } from '#models/local-time/utc-offset.ts';
import { restingHeartRate, type HeartRateReading } from '#models/metrics/heart-rate/resting-heart-rate.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { localDayOf, toBloodPressureMetrics } from './to-blood-pressure-metrics.ts';
import { toGlucoseMetrics } from './to-glucose-metrics.ts';

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 31;
/** Where nobody says from when: what guidelines take for glucose (14 days) and home blood pressure (7). */
const DEFAULT_DAYS = { glucose: 14, 'blood-pressure': 7, 'heart-rate': 7 } as const satisfies Record<
  ReadingKind,
  number
>;

type Stretch = { from: Date; to: Date };

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
  const [timeZone, glucose, pressures, heartRates] = await Promise.all([
    readTimeZone(db, patientId),
    readRows(db, patientId, 'glucose', stretches.glucose),
    readRows(db, patientId, 'blood-pressure', stretches.pressure),
    readRows(db, patientId, 'heart-rate', stretches.heartRate),
  ]);
  const { to } = stretches.glucose;
  const offsetAtEnd = utcOffsetMinutes(timeZone, to.getTime());
  const samples = glucose
    .filter(({ specimen }) => specimen === 'interstitial')
    .map(({ atMs, glucose: value }) => ({ atMs, value: value ?? Number.NaN }));
  const readings = pressures
    .filter(({ method }) => method !== 'cuffless')
    .map(({ atMs, systolic, diastolic }) => ({
      atMs,
      systolic: systolic ?? Number.NaN,
      diastolic: diastolic ?? Number.NaN,
      utcOffsetMinutes: utcOffsetMinutes(timeZone, atMs),
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

const readRows = async (db: Database, patientId: string, kind: ReadingKind, { from, to }: Stretch) => {
  const rows = await db
    .select({
      effectiveAt: observations.effectiveAt,
      systolic: observations.systolic,
      diastolic: observations.diastolic,
      method: observations.method,
      glucose: observations.glucose,
      specimen: observations.specimen,
      heartRate: observations.heartRate,
      context: observations.context,
      steps: observations.steps,
    })
    .from(observations)
    .where(
      and(
        eq(observations.patientId, patientId),
        eq(observations.kind, kind),
        gte(observations.effectiveAt, from),
        lt(observations.effectiveAt, to),
        isNull(observations.invalidatedAt),
      ),
    )
    .orderBy(asc(observations.effectiveAt), asc(observations.id));
  return rows.map(({ effectiveAt, ...row }) => ({ ...row, atMs: effectiveAt.getTime() }));
};

type HeartRateRow = Omit<HeartRateReading, 'value'> & { heartRate: number | null };

const toHeartRateMetrics = (rows: readonly HeartRateRow[], offset: number): Omit<HeartRateMetrics, 'from' | 'to'> => {
  const readings = rows.map(({ heartRate, ...row }) => ({ ...row, value: heartRate ?? Number.NaN }));
  const found = restingHeartRate(readings, offset);
  return {
    readings: rows.length,
    resting: found.value === null ? found : { value: { value: found.value, days: found.days }, reason: null },
  };
};
