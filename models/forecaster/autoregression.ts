import { FEATURE_COUNT, LAGS } from './features.ts';
import { FORECAST_VALUES, ForecastBatch, type OperatingPoint } from './forecast.ts';

/** A linear forecast of one moment from the eight lags, the newest first. */
export type Autoregression = {
  minutes: number;
  intercept: number;
  coefficients: number[];
  /** QUANTILES of truth minus forecast. */
  residuals: number[];
};

/** The forecaster that needs no library: what remains when the network or its artifact is not to be had. */
export type Ar8 = {
  after15: Autoregression;
  after30: Autoregression;
  after60: Autoregression;
  operatingPoint: OperatingPoint;
};

/** Forecasts of the first `count` feature rows. */
export const forecastByAr8 = (ar8: Ar8, rows: Float32Array, count: number): ForecastBatch =>
  new ForecastBatch('ar8', ar8.operatingPoint, rows, count, ar8Values(ar8, rows, count));

/** FORECAST_VALUES of the first `count` feature rows. */
export function ar8Values(ar8: Omit<Ar8, 'operatingPoint'>, rows: Float32Array, count: number): Float32Array {
  const values = new Float32Array(count * FORECAST_VALUES.length);
  for (let i = 0; i < count; i += 1) {
    const row = i * FEATURE_COUNT;
    const at15 = forecast(ar8.after15, rows, row);
    const at30 = forecast(ar8.after30, rows, row);
    const at60 = forecast(ar8.after60, rows, row);
    values.set(
      [
        ...ar8.after30.residuals.map((residual) => at30 + residual),
        at30,
        ...ar8.after60.residuals.map((residual) => at60 + residual),
        at60,
        // The lowest point of the expected path; how far below it the truth may lie is in the operating point.
        Math.min(at15, at30),
      ],
      i * FORECAST_VALUES.length,
    );
  }
  return values;
}

/** Undoes the differences of a feature row while adding up. */
function forecast({ intercept, coefficients }: Autoregression, rows: Float32Array, row: number): number {
  let lag = rows[row] ?? Number.NaN;
  let sum = intercept + (coefficients[0] ?? Number.NaN) * lag;
  for (let k = 1; k < LAGS; k += 1) {
    lag -= rows[row + k] ?? Number.NaN;
    sum += (coefficients[k] ?? Number.NaN) * lag;
  }
  return sum;
}
