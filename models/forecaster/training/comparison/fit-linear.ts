import { FORECAST_VALUES, QUANTILES } from '../../forecast.ts';
import { FEATURE_COUNT } from '../../features.ts';
import { solve } from '../linear-system.ts';
import type { WindowSet } from '../windows.ts';

const WIDTH = FEATURE_COUNT + 1;
/** Features that say the same of somebody with a short record would make the equations singular. */
const RIDGE = 1;

/** FORECAST_VALUES of the windows `out` by least squares on all (normalised) features of the windows `kept`. */
export function fitLinear(inputs: Float32Array, windows: WindowSet, kept: Uint32Array, out: Uint32Array): Float32Array {
  const values = new Float32Array(out.length * FORECAST_VALUES.length);
  let place = 0;
  for (const target of ['after30', 'after60'] as const) {
    const { predict, residuals } = fit(inputs, windows, windows[target], kept);
    for (const [i, window] of out.entries()) {
      const mean = predict(window);
      const at = i * FORECAST_VALUES.length + place;
      for (const [k, residual] of residuals.entries()) values[at + k] = mean + residual;
      values[at + QUANTILES.length] = mean;
    }
    place += QUANTILES.length + 1;
  }
  const { predict } = fit(inputs, windows, windows.minimum30, kept);
  for (const [i, window] of out.entries()) values[i * FORECAST_VALUES.length + place] = predict(window);
  return values;
}

function fit(inputs: Float32Array, { now }: WindowSet, truths: Float32Array, kept: Uint32Array) {
  const known = kept.filter((window) => !Number.isNaN(truths[window] ?? Number.NaN));
  const equations = Array.from({ length: WIDTH }, (_, i) => {
    const row = new Float64Array(WIDTH + 1);
    row[i] = RIDGE;
    return row;
  });
  const term = (window: number, i: number) => (i === 0 ? 1 : (inputs[window * FEATURE_COUNT + i - 1] ?? 0));
  for (const window of known) {
    const change = (truths[window] ?? 0) - (now[window] ?? 0);
    for (const [i, row] of equations.entries()) {
      const factor = term(window, i);
      for (let j = 0; j < WIDTH; j += 1) row[j] = (row[j] ?? 0) + factor * term(window, j);
      row[WIDTH] = (row[WIDTH] ?? 0) + factor * change;
    }
  }
  const weights = solve(equations);
  const predict = (window: number) =>
    weights.reduce((sum, weight, i) => sum + weight * term(window, i), now[window] ?? Number.NaN);
  const errors = Float64Array.from(known, (window) => (truths[window] ?? 0) - predict(window)).sort();
  return { predict, residuals: QUANTILES.map((share) => errors[Math.floor(share * (errors.length - 1))] ?? 0) };
}
