import { z } from 'zod';
import { LOW_MGDL } from './features.ts';
import { FORECAST_VALUES, predictedLow, QUANTILES, type ForecastValue, type OperatingPoint } from './forecast.ts';
import { judgeAlarms, type AlarmWindows, type LowOnset } from './low-events.ts';
import { rank, rmse } from './metrics.ts';

/** How good forecasts were: mg/dL for the errors, windows that are not low yet for `low30`. NaN becomes null in JSON. */
export const Accuracy = z.strictObject({
  windows: z.number(),
  patients: z.number(),
  rmse30: z.number(),
  rmse60: z.number(),
  rmsePersistence: z.number(),
  rmseAr8: z.number(),
  /** A reading below 70 within 30 minutes; sensitivity and PPV of the operating point. */
  low30: z.strictObject({
    auroc: z.number().nullable(),
    ap: z.number().nullable(),
    apAr8: z.number().nullable(),
    sensitivity: z.number().nullable(),
    ppv: z.number().nullable(),
  }),
  rmse60Persistence: z.number(),
  rmse60Ar8: z.number(),
  /** Share of the truths at or below each quantile: a calibrated forecast has `quantile` itself. */
  calibration: z.array(z.strictObject({ quantile: z.number(), at30: z.number(), at60: z.number() })),
  /** Event by event, at the operating point: see LowAlarms. */
  lows: z.strictObject({
    events: z.number(),
    caught: z.number().nullable(),
    falseAlarmsPerPatientDay: z.number(),
    medianLeadMinutes: z.number().nullable(),
    leadAtLeast15: z.number().nullable(),
    leadAtLeast30: z.number().nullable(),
  }),
  /** Patients with a day of windows or more for whom the error at 30 minutes is above persistence. */
  patientsWorseThanPersistence: z.number(),
});
export type Accuracy = z.infer<typeof Accuracy>;

/** Windows and what came true. */
export type Outcomes = AlarmWindows & {
  readonly after30: Float32Array;
  readonly after60: Float32Array;
  readonly lows: readonly LowOnset[];
};

/** FORECAST_VALUES per window, and where they become a predicted low. */
export type Forecasts = { readonly values: Float32Array; readonly operatingPoint: Pick<OperatingPoint, 'threshold'> };

/** Compares forecasts with what came true, and with persistence and AR(8) on the same windows. */
export function judge(outcomes: Outcomes, { values, operatingPoint }: Forecasts, ar8: Forecasts): Accuracy {
  const { now, after30, after60, patientOf } = outcomes;
  const mean30 = column(values, 'at30-mean');
  const { isJudged, isLow } = lowOutcomes(outcomes);
  const rankLow = (of: Float32Array) => rank(pickJudged(column(of, 'minimumLow'), isJudged, -1), isLow);
  const { auroc, ap } = rankLow(values);
  const predicted = predictLows(outcomes, column(values, 'minimumLow'), operatingPoint);
  const { sensitivity, ppv } = hits(
    predicted.filter((_, i) => isJudged[i] === 1),
    isLow,
  );
  const lows = judgeAlarms(outcomes, outcomes.lows, predicted);
  return {
    windows: now.length,
    patients: new Set(patientOf).size,
    rmse30: round(rmse(mean30, after30)),
    rmse60: round(rmse(column(values, 'at60-mean'), after60)),
    rmsePersistence: round(rmse(now, after30)),
    rmseAr8: round(rmse(column(ar8.values, 'at30-mean'), after30)),
    low30: {
      auroc: orNull(auroc),
      ap: orNull(ap),
      apAr8: orNull(rankLow(ar8.values).ap),
      sensitivity: orNull(sensitivity),
      ppv: orNull(ppv),
    },
    rmse60Persistence: round(rmse(now, after60)),
    rmse60Ar8: round(rmse(column(ar8.values, 'at60-mean'), after60)),
    calibration: QUANTILES.map((quantile, k) => ({
      quantile,
      at30: round(shareBelow(columnAt(values, k), after30)),
      at60: round(shareBelow(columnAt(values, QUANTILES.length + 1 + k), after60)),
    })),
    lows: {
      events: lows.events,
      caught: orNull(lows.caught),
      falseAlarmsPerPatientDay: round(lows.falseAlarmsPerPatientDay),
      medianLeadMinutes: orNull(lows.medianLeadMinutes),
      leadAtLeast15: orNull(lows.leadAtLeast15),
      leadAtLeast30: orNull(lows.leadAtLeast30),
    },
    patientsWorseThanPersistence: countWorse(patientOf, mean30, now, after30),
  };
}

/** Which windows are not low yet, and which of those have a reading below 70 within 30 minutes. */
export function lowOutcomes({ now, minimum30 }: Pick<Outcomes, 'now' | 'minimum30'>) {
  const isJudged = Uint8Array.from(now, (value) => (value >= LOW_MGDL ? 1 : 0));
  const isLow = Uint8Array.from(pickJudged(minimum30, isJudged), (minimum) => (minimum < LOW_MGDL ? 1 : 0));
  return { isJudged, isLow };
}

export const pickJudged = (values: Float32Array, isJudged: Uint8Array, factor = 1): Float32Array =>
  values.filter((_, i) => isJudged[i] === 1).map((value) => factor * value);

/** Where a forecast's `minimumLow` becomes a predicted low. */
export const predictLows = (
  { now, previous }: Pick<Outcomes, 'now' | 'previous'>,
  minimumLow: Float32Array,
  point: Pick<OperatingPoint, 'threshold'>,
): Uint8Array =>
  Uint8Array.from(minimumLow, (minimum, i) =>
    predictedLow({ glucose: now[i] ?? 0, previous: previous[i] ?? 0, minimumLow: minimum }, point) ? 1 : 0,
  );

/** One of FORECAST_VALUES, window by window. */
export const column = (values: Float32Array, name: ForecastValue): Float32Array =>
  columnAt(values, FORECAST_VALUES.indexOf(name));

function columnAt(values: Float32Array, place: number): Float32Array {
  const width = FORECAST_VALUES.length;
  return new Float32Array(values.length / width).map((_, i) => values[i * width + place] ?? Number.NaN);
}

/** Share of the positives that were found, and of the finds that were positive. */
export function hits(found: Uint8Array, isPositive: Uint8Array): { sensitivity: number; ppv: number } {
  let both = 0;
  let finds = 0;
  let positives = 0;
  for (const [i, positive] of isPositive.entries()) {
    const find = found[i] ?? 0;
    both += find * positive;
    finds += find;
    positives += positive;
  }
  return { sensitivity: both / positives, ppv: both / finds };
}

function shareBelow(forecasts: Float32Array, truths: Float32Array): number {
  let below = 0;
  let known = 0;
  for (const [i, truth] of truths.entries()) {
    if (Number.isNaN(truth)) continue;
    known += 1;
    if (truth <= (forecasts[i] ?? Number.NaN)) below += 1;
  }
  return below / known;
}

/** Windows that make a day of a 15-minute sensor. */
const A_DAY = 96;

function countWorse(patientOf: Uint16Array, mean30: Float32Array, now: Float32Array, after30: Float32Array): number {
  const byPatient = new Map<number, { windows: number; excess: number }>();
  for (const [i, patient] of patientOf.entries()) {
    const sum = byPatient.get(patient) ?? { windows: 0, excess: 0 };
    byPatient.set(patient, sum);
    const truth = after30[i] ?? Number.NaN;
    sum.windows += 1;
    sum.excess += ((mean30[i] ?? Number.NaN) - truth) ** 2 - ((now[i] ?? Number.NaN) - truth) ** 2;
  }
  return [...byPatient.values()].filter(({ windows, excess }) => windows >= A_DAY && excess > 0).length;
}

export const round = (value: number): number => Math.round(value * 10_000) / 10_000;
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : round(value));
