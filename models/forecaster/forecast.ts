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
  /** What it cost and found there, on patients that the model had not seen. */
  falseAlarmsPerPatientDay: number;
  sensitivity: number;
  ppv: number;
};

/** Values of one forecast in a batch, in order. */
export const FORECAST_VALUES = ['low30', 'median30', 'high30', 'low60', 'median60', 'high60', 'minimumLow'] as const;
export type ForecastValue = (typeof FORECAST_VALUES)[number];

/**
 * Whether a low is predicted. A reading that is low already is no prediction.
 * Worked example, threshold 70: now 84 and minimumLow 66 -> yes; now 84 and 71 -> no; now 68 and 60 -> no, it is low.
 */
export const predictedLow = (
  { glucose, minimumLow }: Pick<Forecast, 'glucose' | 'minimumLow'>,
  { threshold }: Pick<OperatingPoint, 'threshold'>,
): boolean => glucose >= LOW_MGDL && minimumLow < threshold;

/** The forecasts of one call, in the order of its rows. */
export class ForecastBatch {
  readonly model: ForecastModel;
  readonly operatingPoint: OperatingPoint;
  readonly count: number;
  readonly #glucose: Float32Array;
  readonly #values: Float32Array;

  /** `values` holds FORECAST_VALUES per forecast. */
  constructor(model: ForecastModel, operatingPoint: OperatingPoint, glucose: Float32Array, values: Float32Array) {
    this.model = model;
    this.operatingPoint = operatingPoint;
    this.count = glucose.length;
    this.#glucose = glucose;
    this.#values = values;
  }

  value(index: number, name: ForecastValue): number {
    return this.#values[index * FORECAST_VALUES.length + FORECAST_VALUES.indexOf(name)] ?? Number.NaN;
  }

  isPredictedLow(index: number): boolean {
    return predictedLow(
      { glucose: this.#glucose[index] ?? Number.NaN, minimumLow: this.value(index, 'minimumLow') },
      this.operatingPoint,
    );
  }

  at(index: number): Forecast {
    const value = (name: ForecastValue) => this.value(index, name);
    return {
      model: this.model,
      glucose: this.#glucose[index] ?? Number.NaN,
      points: [
        { minutes: 30, low: value('low30'), median: value('median30'), high: value('high30') },
        { minutes: 60, low: value('low60'), median: value('median60'), high: value('high60') },
      ],
      minimumLow: value('minimumLow'),
    };
  }
}

/** The reading that each feature row starts from. */
export function glucoseOf(rows: Float32Array, count: number): Float32Array {
  const glucose = new Float32Array(count);
  for (let i = 0; i < count; i += 1) glucose[i] = rows[i * FEATURE_COUNT] ?? Number.NaN;
  return glucose;
}
