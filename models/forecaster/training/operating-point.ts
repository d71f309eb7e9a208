import { hits, round } from '../evaluation.ts';
import { LOW_MGDL, STEP_MS } from '../features.ts';
import type { OperatingPoint } from '../forecast.ts';
import type { WindowSet } from './windows.ts';

/** More often than once in two days, and people stop looking. */
const MAX_FALSE_ALARMS_PER_DAY = 0.5;
/** A predicted low this soon after another is the same one. */
const SAME_ALARM_MS = 30 * 60_000;
const DAY_MS = 86_400_000;

/**
 * The highest threshold up to `highest`, that is the one that finds most, with an acceptable number of false alarms.
 * Whole mg/dL: finer would be noise.
 */
export function chooseOperatingPoint(
  windows: WindowSet,
  indices: Uint32Array,
  minimumLow: Float32Array,
  highest: number,
): OperatingPoint {
  let point = measure(windows, indices, minimumLow, highest);
  while (point.falseAlarmsPerPatientDay > MAX_FALSE_ALARMS_PER_DAY) {
    point = measure(windows, indices, minimumLow, point.threshold - 1);
  }
  return point;
}

function measure(
  windows: WindowSet,
  indices: Uint32Array,
  minimumLow: Float32Array,
  threshold: number,
): OperatingPoint {
  const judged = indices.filter((window) => (windows.now[window] ?? 0) >= LOW_MGDL);
  const found = Uint8Array.from(judged, (window) => ((minimumLow[window] ?? Number.NaN) < threshold ? 1 : 0));
  const isLow = Uint8Array.from(judged, (window) => ((windows.minimum30[window] ?? 0) < LOW_MGDL ? 1 : 0));
  const { sensitivity, ppv } = hits(found, isLow);
  const days = (indices.length * STEP_MS) / DAY_MS;
  const falseAlarmsPerPatientDay = round(countFalseAlarms(windows, judged, found, isLow) / days);
  return { threshold, falseAlarmsPerPatientDay, sensitivity: round(sensitivity), ppv: round(ppv) };
}

/** Runs of predicted lows after none of which a low came within 30 minutes. */
function countFalseAlarms(windows: WindowSet, judged: Uint32Array, found: Uint8Array, isLow: Uint8Array): number {
  let count = 0;
  let patient = -1;
  let last = Number.NEGATIVE_INFINITY;
  let isFalse = false;
  for (const [i, window] of judged.entries()) {
    if (found[i] !== 1) continue;
    const time = windows.times[window] ?? 0;
    if (windows.patientOf[window] !== patient || time - last > SAME_ALARM_MS) {
      if (isFalse) count += 1;
      isFalse = true;
    }
    patient = windows.patientOf[window] ?? -1;
    last = time;
    if (isLow[i] === 1) isFalse = false;
  }
  return count + (isFalse ? 1 : 0);
}
