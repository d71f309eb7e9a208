import type { Ar8, Autoregression } from '../autoregression.ts';
import { FEATURE_COUNT, LAGS } from '../features.ts';
import { QUANTILES } from '../forecast.ts';
import { solve } from './linear-system.ts';
import type { WindowSet } from './windows.ts';

/** Least squares on the windows of `indices`, one regression per moment. */
export function fitAr8(windows: WindowSet, indices: Uint32Array): Omit<Ar8, 'operatingPoint'> {
  return {
    after15: fit(windows, windows.after15, indices, 15),
    after30: fit(windows, windows.after30, indices, 30),
    after60: fit(windows, windows.after60, indices, 60),
  };
}

const WIDTH = LAGS + 1;

function fit(windows: WindowSet, truths: Float32Array, indices: Uint32Array, minutes: number): Autoregression {
  const known = indices.filter((window) => !Number.isNaN(truths[window] ?? Number.NaN));
  const products = Array.from({ length: WIDTH }, () => new Float64Array(WIDTH + 1));
  const terms = new Float64Array(WIDTH + 1);
  for (const window of known) {
    readTerms(windows.rows, window, terms);
    terms[WIDTH] = truths[window] ?? 0;
    for (const [i, row] of products.entries()) {
      for (let j = i; j <= WIDTH; j += 1) row[j] = (row[j] ?? 0) + (terms[i] ?? 0) * (terms[j] ?? 0);
    }
  }
  for (const [i, row] of products.entries()) for (let j = 0; j < i; j += 1) row[j] = products[j]?.[i] ?? 0;
  const [intercept = 0, ...coefficients] = solve(products).map((value) => Number(value.toPrecision(8)));
  const residuals = Float64Array.from(known, (window) => {
    readTerms(windows.rows, window, terms);
    const forecast = coefficients.reduce((sum, value, k) => sum + value * (terms[k + 1] ?? 0), intercept);
    return (truths[window] ?? 0) - forecast;
  }).sort();
  const quantile = (share: number) =>
    Number((residuals[Math.floor(share * (residuals.length - 1))] ?? 0).toPrecision(4));
  return { minutes, intercept, coefficients, residuals: QUANTILES.map(quantile) };
}

/** One, and the eight lags, which the row holds as differences. */
function readTerms(rows: Float32Array, window: number, terms: Float64Array): void {
  let lag = rows[window * FEATURE_COUNT] ?? Number.NaN;
  terms[0] = 1;
  terms[1] = lag;
  for (let k = 1; k < LAGS; k += 1) {
    lag -= rows[window * FEATURE_COUNT + k] ?? Number.NaN;
    terms[k + 1] = lag;
  }
}
