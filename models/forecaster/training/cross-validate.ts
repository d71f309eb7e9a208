import { ar8Values } from '../autoregression.ts';
import { FEATURE_COUNT } from '../features.ts';
import { normalise, OUTPUTS, runNetwork, type Normalisation } from '../network.ts';
import { FORECAST_VALUES } from '../forecast.ts';
import { fitAr8 } from './fit-autoregression.ts';
import { fitNetwork, type Fit } from './fit-network.ts';
import type { WindowSet } from './windows.ts';

/** What models that had not seen the patient say of each window: OUTPUTS and FORECAST_VALUES per window. */
export type OutOfFold = { outputs: Float32Array; ar8: Float32Array };

/** Leaves each fold of the windows in `indices` out once. */
export function crossValidate(
  windows: WindowSet,
  indices: Uint32Array,
  foldOf: Uint8Array,
  options: Fit & { onFold?: (fold: number) => void },
): OutOfFold {
  const outputs = new Float32Array(windows.now.length * OUTPUTS.length);
  const ar8 = new Float32Array(windows.now.length * FORECAST_VALUES.length);
  const fold = (window: number) => foldOf[windows.patientOf[window] ?? 0];
  for (const left of new Set(Array.from(indices, (window) => fold(window) ?? 0)).values()) {
    options.onFold?.(left);
    const kept = indices.filter((window) => fold(window) !== left);
    const out = indices.filter((window) => fold(window) === left);
    const rows = gather(windows.rows, out);
    const scale = measureFeatures(windows.rows, kept);
    const network = fitNetwork(normalise(windows.rows, windows.now.length, scale), windows, kept, options);
    scatter(outputs, runNetwork(network, normalise(rows, out.length, scale), out.length), out);
    network.dispose();
    scatter(ar8, ar8Values(fitAr8(windows, kept), rows, out.length), out);
  }
  return { outputs, ar8 };
}

/** Mean and standard deviation of each feature over the windows of `indices`. */
export function measureFeatures(rows: Float32Array, indices: Uint32Array): Normalisation {
  const sums = new Float64Array(FEATURE_COUNT);
  const squares = new Float64Array(FEATURE_COUNT);
  for (const window of indices) {
    for (let feature = 0; feature < FEATURE_COUNT; feature += 1) {
      const value = rows[window * FEATURE_COUNT + feature] ?? 0;
      sums[feature] = (sums[feature] ?? 0) + value;
      squares[feature] = (squares[feature] ?? 0) + value * value;
    }
  }
  const mean = Array.from(sums, (sum) => Math.fround(sum / indices.length));
  const deviation = Array.from(squares, (square, i) => {
    const variance = square / indices.length - ((sums[i] ?? 0) / indices.length) ** 2;
    // A feature that never varies says nothing; dividing by its rounding error would make it shout.
    return variance < 1e-9 ? 1 : Math.fround(Math.sqrt(variance));
  });
  return { mean, deviation };
}

export function gather(rows: Float32Array, indices: Uint32Array): Float32Array {
  const gathered = new Float32Array(indices.length * FEATURE_COUNT);
  for (const [place, window] of indices.entries()) {
    gathered.set(rows.subarray(window * FEATURE_COUNT, (window + 1) * FEATURE_COUNT), place * FEATURE_COUNT);
  }
  return gathered;
}

function scatter(to: Float32Array, from: Float32Array, indices: Uint32Array): void {
  const width = from.length / indices.length;
  for (const [place, window] of indices.entries()) {
    to.set(from.subarray(place * width, (place + 1) * width), window * width);
  }
}
