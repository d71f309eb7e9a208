import type { Ar8, Autoregression } from '../autoregression.ts';
import { FEATURE_COUNT, LAGS } from '../features.ts';
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
  return { minutes, intercept, coefficients, low: quantile(0.05), high: quantile(0.95) };
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

/** Gauss' elimination with pivoting of `[A | b]`. */
function solve(equations: readonly Float64Array[]): number[] {
  const rows = equations.map((row) => Float64Array.from(row));
  const size = rows.length;
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < size; i += 1) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot] ?? new Float64Array(), rows[column] ?? new Float64Array()];
    for (let i = column + 1; i < size; i += 1) {
      const factor = at(i, column) / at(column, column);
      rows[i]?.forEach((value, j, row) => (row[j] = value - factor * at(column, j)));
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i -= 1) {
    let rest = at(i, size);
    for (let j = i + 1; j < size; j += 1) rest -= at(i, j) * (solution[j] ?? 0);
    solution[i] = rest / at(i, i);
  }
  return solution;
}
