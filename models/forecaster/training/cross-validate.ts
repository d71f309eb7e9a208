import { FEATURE_COUNT } from '../features.ts';
import type { Normalisation } from '../network.ts';
import type { WindowSet } from './windows.ts';

/** Fits on the windows `kept` and gives a row of numbers for each of the windows `out`. */
export type FitAndPredict = (kept: Uint32Array, out: Uint32Array, fold: number) => Float32Array;

/** What models that had not seen the patient say of each window in `indices`: leaves each fold out once. */
export function crossValidate(
  windows: WindowSet,
  indices: Uint32Array,
  foldOf: Uint8Array,
  fitAndPredict: FitAndPredict,
): Float32Array {
  const fold = (window: number) => foldOf[windows.patientOf[window] ?? 0] ?? 0;
  let table = new Float32Array();
  for (const left of [...new Set(Array.from(indices, fold))].sort()) {
    const out = indices.filter((window) => fold(window) === left);
    const rows = fitAndPredict(
      indices.filter((window) => fold(window) !== left),
      out,
      left,
    );
    const width = rows.length / out.length;
    if (table.length === 0) table = new Float32Array(windows.now.length * width).fill(Number.NaN);
    for (const [place, window] of out.entries()) {
      table.set(rows.subarray(place * width, (place + 1) * width), window * width);
    }
  }
  return table;
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
