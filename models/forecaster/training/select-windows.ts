import { FEATURE_COUNT } from '../features.ts';
import type { WindowSet } from './windows.ts';

/** The windows of `indices`, and the lows of the patients that have one there. */
export function selectWindows(windows: WindowSet, indices: Uint32Array): WindowSet {
  const patientOf = Uint16Array.from(indices, (window) => windows.patientOf[window] ?? 0);
  const chosen = new Set(patientOf);
  return {
    patients: windows.patients,
    patientOf,
    times: Float64Array.from(indices, (window) => windows.times[window] ?? Number.NaN),
    rows: pick(windows.rows, indices, FEATURE_COUNT),
    now: pick(windows.now, indices),
    previous: pick(windows.previous, indices),
    after15: pick(windows.after15, indices),
    after30: pick(windows.after30, indices),
    after60: pick(windows.after60, indices),
    minimum30: pick(windows.minimum30, indices),
    lows: windows.lows.filter(({ patient }) => chosen.has(patient)),
  };
}

/** The rows of `indices` in a table of `width` columns. */
export function pick(table: Float32Array, indices: Uint32Array, width = 1): Float32Array {
  const picked = new Float32Array(indices.length * width);
  for (const [place, row] of indices.entries()) {
    picked.set(table.subarray(row * width, (row + 1) * width), place * width);
  }
  return picked;
}
