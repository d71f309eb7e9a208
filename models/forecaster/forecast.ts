import { FEATURE_COUNT, LOW_MGDL } from './features.ts';

/** What is forecast at one reading, mg/dL: 5, 50 and 95 % quantiles, and a low quantile of the next 30 minutes' minimum. */
export type Forecast = {
  model: ForecastModel;
  /** The reading that the forecast starts from. */
  glucose: number;
  points: { minutes: number; low: number; median: number; high: number }[];
  /** The low end of the lowest reading to expect within 30 minutes. */
  minimumLow: number;
};
export type ForecastModel = 'mlp' | 'ar8';

/** Where a forecast becomes a predicted low: set on patients that the model had not seen. */
export type OperatingPoint = {
  /** `minimumLow` below this, mg/dL. */
  threshold: number;
  /** What it cost and found there, on patients that the model had not seen: by event, and by window. */
  falseAlarmsPerPatientDay: number;
  caught: number;
  sensitivity: number;
  ppv: number;
};

/** The quantiles that are forecast for each of HORIZONS. */
export const QUANTILES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] as const;
/** Minutes ahead. */
export const HORIZONS = [30, 60] as const;
export type Horizon = (typeof HORIZONS)[number];

/** Values of one forecast in a batch, in order: QUANTILES (in %) and the mean for each of HORIZONS, and the minimum. */
export const FORECAST_VALUES = [
  ...(['at30-5', 'at30-10', 'at30-25', 'at30-50', 'at30-75', 'at30-90', 'at30-95', 'at30-mean'] as const),
  ...(['at60-5', 'at60-10', 'at60-25', 'at60-50', 'at60-75', 'at60-90', 'at60-95', 'at60-mean'] as const),
  'minimumLow',
] as const;
export type ForecastValue = (typeof FORECAST_VALUES)[number];

/**
 * Whether a low is predicted. A reading that is low already is no prediction, nor is one 15 minutes after a low reading:
 * that low has not ended (see low-events.ts), and the rule for it has spoken.
 * Worked example, threshold 70: now 84, before 90, minimumLow 66 -> yes; minimumLow 71 -> no; now 68 -> no, it is low;
 * now 74, before 67, minimumLow 66 -> no, still the same low.
 */
export const predictedLow = (
  { glucose, previous, minimumLow }: { glucose: number; previous: number; minimumLow: number },
  { threshold }: Pick<OperatingPoint, 'threshold'>,
): boolean => glucose >= LOW_MGDL && previous >= LOW_MGDL && minimumLow < threshold;

/** The forecasts of one call, in the order of its rows. */
export class ForecastBatch {
  readonly model: ForecastModel;
  readonly operatingPoint: OperatingPoint;
  readonly count: number;
  /** FORECAST_VALUES per forecast. */
  readonly values: Float32Array;
  readonly #glucose: Float32Array;
  readonly #previous: Float32Array;

  /** `values` holds FORECAST_VALUES for each of the first `count` feature rows. */
  constructor(
    model: ForecastModel,
    operatingPoint: OperatingPoint,
    rows: Float32Array,
    count: number,
    values: Float32Array,
  ) {
    this.model = model;
    this.operatingPoint = operatingPoint;
    this.count = count;
    this.#glucose = new Float32Array(count);
    this.#previous = new Float32Array(count);
    this.values = values;
    for (let i = 0; i < count; i += 1) {
      const glucose = rows[i * FEATURE_COUNT] ?? Number.NaN;
      this.#glucose[i] = glucose;
      this.#previous[i] = glucose - (rows[i * FEATURE_COUNT + 1] ?? Number.NaN);
    }
  }

  value(index: number, name: ForecastValue): number {
    return this.values[index * FORECAST_VALUES.length + FORECAST_VALUES.indexOf(name)] ?? Number.NaN;
  }

  isPredictedLow(index: number): boolean {
    return predictedLow(
      {
        glucose: this.#glucose[index] ?? Number.NaN,
        previous: this.#previous[index] ?? Number.NaN,
        minimumLow: this.value(index, 'minimumLow'),
      },
      this.operatingPoint,
    );
  }

  at(index: number): Forecast {
    const value = (name: ForecastValue) => this.value(index, name);
    return {
      model: this.model,
      glucose: this.#glucose[index] ?? Number.NaN,
      points: HORIZONS.map((minutes) => ({
        minutes,
        low: value(`at${minutes}-5`),
        median: value(`at${minutes}-50`),
        high: value(`at${minutes}-95`),
      })),
      minimumLow: value('minimumLow'),
    };
  }
}
