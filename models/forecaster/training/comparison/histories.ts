import { MAX_GAP_MS, STEP_MS } from '../../features.ts';
import type { SensorReading, WindowSet } from '../windows.ts';

/** A day of 15-minute steps, the reading itself included. */
export const HISTORY = 96;
/** Makes a change of so many mg/dL a one. */
const SCALE = 40;
const CLIP = 6;

/** The day before each window as changes from its reading, the newest first; 0 where nothing was measured. */
export function buildHistories(
  windows: WindowSet,
  readingsByPatient: ReadonlyMap<string, readonly SensorReading[]>,
): Float32Array {
  const histories = new Float32Array(windows.now.length * HISTORY);
  const sorted = windows.patients.map((patient) =>
    [...(readingsByPatient.get(patient) ?? [])].sort((a, b) => a.measuredAtMs - b.measuredAtMs),
  );
  for (const [window, now] of windows.now.entries()) {
    const readings = sorted[windows.patientOf[window] ?? 0] ?? [];
    const time = windows.times[window] ?? Number.NaN;
    let older = lastNotAfter(readings, time);
    for (let step = 0; step < HISTORY; step += 1) {
      const target = time - step * STEP_MS;
      while (older >= 0 && (readings[older]?.measuredAtMs ?? 0) > target) older -= 1;
      const change = (interpolate(readings, older, target) - now) / SCALE;
      histories[window * HISTORY + step] = Number.isNaN(change) ? 0 : Math.max(-CLIP, Math.min(CLIP, change));
    }
  }
  return histories;
}

function lastNotAfter(readings: readonly SensorReading[], time: number): number {
  let low = 0;
  let high = readings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((readings[middle]?.measuredAtMs ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The value at a time that is not before the reading at `older`; NaN in a gap and before the first reading. */
function interpolate(readings: readonly SensorReading[], older: number, time: number): number {
  const before = readings[older];
  const after = readings[older + 1];
  if (before === undefined) return Number.NaN;
  if (before.measuredAtMs === time) return before.mgPerDl;
  if (after === undefined || after.measuredAtMs - before.measuredAtMs > MAX_GAP_MS) return Number.NaN;
  const share = (time - before.measuredAtMs) / (after.measuredAtMs - before.measuredAtMs);
  return before.mgPerDl + (after.mgPerDl - before.mgPerDl) * share;
}
