import { MGDL_PER_MMOLL, MMHG_PER_KPA } from '#contracts/units.ts';
import type { BloodPressureReading, GlucoseReading, HeartRateReading, Reading } from '#contracts/reading.ts';
import type { z } from 'zod';
import type { Rejection } from './rejection.ts';

type Range = readonly [low: number, high: number];

/** Outside these no living adult's value lies; in mmHg, mg/dL and beats a minute. */
const POSSIBLE = {
  systolic: [50, 300],
  diastolic: [20, 200],
  meanArterial: [20, 300],
  pulse: [20, 250],
  glucose: [10, 1000],
} as const satisfies Record<string, Range>;

const isWithin = (value: number, [low, high]: Range): boolean => value >= low && value <= high;

/** Worked example: 5.5 mmol/L x 18.01559 = 99.09 mg/dL. */
export const toMgPerDl = (value: number, unit: 'mg/dL' | 'mmol/L'): number =>
  unit === 'mg/dL' ? value : round(value * MGDL_PER_MMOLL);

/** Worked example: 16 kPa x 7.50062 = 120.01 mmHg. */
export const toMmHg = (value: number, unit: 'mmHg' | 'kPa'): number =>
  unit === 'mmHg' ? value : round(value * MMHG_PER_KPA);

/** More digits than any device measures; fewer than floating point invents. */
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

export const isPossiblePulse = (value: number): boolean => isWithin(value, POSSIBLE.pulse);
export const isPossibleMean = (value: number): boolean => isWithin(value, POSSIBLE.meanArterial);

/** What is impossible about a reading's values, or null. */
export const findImpossible = (reading: Reading): Rejection | null => {
  switch (reading.kind) {
    case 'blood-pressure':
      return findImpossiblePressure(reading);
    case 'glucose':
      return findImpossibleGlucose(reading);
    case 'heart-rate':
      return findImpossiblePulse(reading);
  }
};

/** The same values read in the unit that was not named: `5.5 mg/dL` is a plausible 5.5 mmol/L. */
export const inOtherUnit = (reading: Reading): Reading | null => {
  switch (reading.kind) {
    case 'blood-pressure':
      return { ...reading, unit: reading.unit === 'mmHg' ? 'kPa' : 'mmHg' };
    case 'glucose':
      return { ...reading, unit: reading.unit === 'mg/dL' ? 'mmol/L' : 'mg/dL' };
    case 'heart-rate':
      return null;
  }
};

/** SFLOAT's "not a number", written out by devices that do not know it (Bluetooth SIG, IEEE 11073-20601). */
const SFLOAT_NAN = 2047;

const unitProbablyWrong = (unit: string): Rejection => ({
  reason: 'unit-probably-wrong',
  detail: `unit probably wrong: impossible in ${unit}, plausible in the other unit`,
});

const pressureProblem = (
  reading: Pick<z.infer<typeof BloodPressureReading>, 'systolic' | 'diastolic' | 'unit'>,
): Rejection | null => {
  const systolic = toMmHg(reading.systolic, reading.unit);
  const diastolic = toMmHg(reading.diastolic, reading.unit);
  if (!isWithin(systolic, POSSIBLE.systolic)) return { reason: 'impossible-value', detail: 'systolic: impossible' };
  if (!isWithin(diastolic, POSSIBLE.diastolic)) return { reason: 'impossible-value', detail: 'diastolic: impossible' };
  if (systolic <= diastolic) return { reason: 'impossible-pair', detail: 'systolic is not above diastolic' };
  return null;
};

const findImpossiblePressure = (reading: z.infer<typeof BloodPressureReading>): Rejection | null => {
  const problem = pressureProblem(reading);
  if (problem === null) return null;
  if (reading.systolic === SFLOAT_NAN || reading.diastolic === SFLOAT_NAN) {
    return { reason: 'impossible-value', detail: 'the device stored "not a number" (2047) as a value' };
  }
  const other = reading.unit === 'mmHg' ? 'kPa' : 'mmHg';
  return pressureProblem({ ...reading, unit: other }) === null ? unitProbablyWrong(reading.unit) : problem;
};

const findImpossibleGlucose = ({ value, unit }: z.infer<typeof GlucoseReading>): Rejection | null => {
  if (isWithin(toMgPerDl(value, unit), POSSIBLE.glucose)) return null;
  const other = toMgPerDl(value, unit === 'mg/dL' ? 'mmol/L' : 'mg/dL');
  if (isWithin(other, POSSIBLE.glucose)) return unitProbablyWrong(unit);
  return { reason: 'impossible-value', detail: 'value: impossible glucose' };
};

const findImpossiblePulse = ({ value }: z.infer<typeof HeartRateReading>): Rejection | null =>
  isPossiblePulse(value) ? null : { reason: 'impossible-value', detail: 'value: impossible heart rate' };
