import type { BloodPressureMetrics } from '#contracts/metrics.ts';
import { ambulatoryMeans, ESH_CLOCK } from '#models/metrics/blood-pressure/ambulatory-means.ts';
import { averageRealVariability } from '#models/metrics/blood-pressure/average-real-variability.ts';
import { homeMean } from '#models/metrics/blood-pressure/home-mean.ts';
import { morningSurge } from '#models/metrics/blood-pressure/morning-surge.ts';
import { nocturnalDipping } from '#models/metrics/blood-pressure/nocturnal-dipping.ts';
import type { PressureReading } from '#models/metrics/blood-pressure/pressure.ts';
import { coefficientOfVariation } from '#models/metrics/coefficient-of-variation.ts';
import type { Sample } from '#models/metrics/sample.ts';
import { standardDeviation } from '#models/metrics/standard-deviation.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** A cuff reading (mmHg) with the offset of the patient's clock at that time. */
export type LocalPressureReading = PressureReading & { readonly utcOffsetMinutes: number };

/** The blood pressure metrics of cuff readings, oldest first, each withheld where they do not suffice for it. */
export const toBloodPressureMetrics = (
  readings: readonly LocalPressureReading[],
  lastDay: number,
): Omit<BloodPressureMetrics, 'from' | 'to'> => ({
  readings: readings.length,
  homeMean: toHomeMean(readings, lastDay),
  ambulatory: toAmbulatory(readings),
  variability: toVariability(readings),
});

/** The number of the local day, counted from 1970. */
export const localDayOf = (atMs: number, utcOffsetMinutes: number): number =>
  Math.floor((atMs + utcOffsetMinutes * MINUTE_MS) / DAY_MS);

const toHomeMean = (readings: readonly LocalPressureReading[], lastDay: number): BloodPressureMetrics['homeMean'] => {
  const local = readings.map(({ atMs, utcOffsetMinutes, systolic, diastolic }) => ({
    dayNumber: localDayOf(atMs, utcOffsetMinutes),
    systolic,
    diastolic,
  }));
  const found = homeMean(local, lastDay);
  if (found.mean === null) return { value: null, reason: found.reason };
  return { value: { ...found.mean, readings: found.readings, days: found.days }, reason: null };
};

const toAmbulatory = (readings: readonly LocalPressureReading[]): BloodPressureMetrics['ambulatory'] => {
  const newest = readings.at(-1);
  if (newest === undefined) return { value: null, reason: 'no-readings' };
  const session = readings.filter(({ atMs }) => atMs > newest.atMs - DAY_MS);
  const means = ambulatoryMeans(session, ESH_CLOCK, newest.utcOffsetMinutes);
  if (means.reason !== null) return { value: null, reason: means.reason };
  const { full, day, night } = means;
  const dipping = nocturnalDipping(day.systolic, night.systolic);
  if (dipping === null) return { value: null, reason: 'too-few-readings' };
  const surge = morningSurge(session, ESH_CLOCK.night, newest.utcOffsetMinutes);
  return { value: { full, day, night, dipping, morningSurge: Number.isFinite(surge) ? surge : null }, reason: null };
};

const toVariability = (readings: readonly LocalPressureReading[]): BloodPressureMetrics['variability'] => {
  if (readings.length < 2) return { value: null, reason: readings.length === 0 ? 'no-readings' : 'too-few-readings' };
  const spread = (samples: readonly Sample[]) => {
    const values = samples.map(({ value }) => value);
    return {
      standardDeviation: standardDeviation(values),
      coefficientOfVariation: coefficientOfVariation(values),
      averageRealVariability: averageRealVariability(samples),
    };
  };
  return {
    value: {
      systolic: spread(readings.map(({ atMs, systolic: value }) => ({ atMs, value }))),
      diastolic: spread(readings.map(({ atMs, diastolic: value }) => ({ atMs, value }))),
    },
    reason: null,
  };
};
