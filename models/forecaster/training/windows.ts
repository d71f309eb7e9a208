import { FEATURE_COUNT, STEP_MS } from '../features.ts';
import { GlucoseWindow } from '../glucose-window.ts';
import { findLowOnsets, type LowOnset } from '../low-events.ts';

/** One reading of a glucose sensor. */
export type SensorReading = { measuredAtMs: number; utcOffsetMinutes: number; mgPerDl: number };

/** Forecast windows with their outcomes, patient after patient, in order of time. */
export type WindowSet = {
  readonly patients: readonly string[];
  /** Which of `patients` each window is of. */
  readonly patientOf: Uint16Array;
  readonly times: Float64Array;
  readonly rows: Float32Array;
  readonly now: Float32Array;
  /** 15 minutes before. */
  readonly previous: Float32Array;
  readonly after15: Float32Array;
  readonly after30: Float32Array;
  /** NaN where the sensor stopped before. */
  readonly after60: Float32Array;
  /** Lowest reading of the 30 minutes after now. */
  readonly minimum30: Float32Array;
  /** Where runs of readings below 70 mg/dL begin, in the order of the windows. */
  readonly lows: readonly LowOnset[];
};

/**
 * Every reading whose eight lags and outcome 15 and 30 minutes later were measured: the windows on which forecasts are
 * trained and judged. (At run time a hole of one reading is bridged, here it is left out.)
 */
export function buildWindows(readingsByPatient: ReadonlyMap<string, readonly SensorReading[]>): WindowSet {
  const patients = [...readingsByPatient.keys()].sort();
  const capacity = [...readingsByPatient.values()].reduce((sum, readings) => sum + readings.length, 0);
  const set = {
    patients,
    patientOf: new Uint16Array(capacity),
    times: new Float64Array(capacity),
    rows: new Float32Array(capacity * FEATURE_COUNT),
    now: new Float32Array(capacity),
    previous: new Float32Array(capacity),
    after15: new Float32Array(capacity),
    after30: new Float32Array(capacity),
    after60: new Float32Array(capacity),
    minimum30: new Float32Array(capacity),
  };
  let count = 0;
  const lows: LowOnset[] = [];
  for (const [patientIndex, patient] of patients.entries()) {
    const readings = [...(readingsByPatient.get(patient) ?? [])].sort((a, b) => a.measuredAtMs - b.measuredAtMs);
    lows.push(...findLowOnsets(readings, patientIndex));
    const window = new GlucoseWindow(0);
    for (const [i, reading] of readings.entries()) {
      window.utcOffsetMinutes = reading.utcOffsetMinutes;
      const index = window.insert(reading.measuredAtMs, reading.mgPerDl);
      const abstention = window.featuresInto(set.rows, count * FEATURE_COUNT, index);
      if (abstention !== null || window.interpolatedLags > 0) continue;
      const in15 = nearest(readings, i, reading.measuredAtMs + STEP_MS);
      const in30 = nearest(readings, in15, reading.measuredAtMs + 2 * STEP_MS);
      if (in15 === -1 || in30 === -1) continue;
      const in60 = nearest(readings, in30, reading.measuredAtMs + 4 * STEP_MS);
      set.patientOf[count] = patientIndex;
      set.times[count] = reading.measuredAtMs;
      set.now[count] = reading.mgPerDl;
      set.previous[count] = reading.mgPerDl - (set.rows[count * FEATURE_COUNT + 1] ?? Number.NaN);
      set.after15[count] = readings[in15]?.mgPerDl ?? Number.NaN;
      set.after30[count] = readings[in30]?.mgPerDl ?? Number.NaN;
      set.after60[count] = readings[in60]?.mgPerDl ?? Number.NaN;
      let minimum = Number.POSITIVE_INFINITY;
      for (let later = i + 1; later <= in30; later += 1) {
        minimum = Math.min(minimum, readings[later]?.mgPerDl ?? Number.NaN);
      }
      set.minimum30[count] = minimum;
      count += 1;
    }
  }
  return { ...firstWindows(set, count), lows };
}

/** Index of the reading after `from` that is closest to a time, -1 when none is within half a step. */
function nearest(readings: readonly SensorReading[], from: number, timeMs: number): number {
  let best = -1;
  let bestDistance = STEP_MS / 2;
  for (let i = from + 1; i < readings.length; i += 1) {
    const offset = (readings[i]?.measuredAtMs ?? Number.NaN) - timeMs;
    if (Math.abs(offset) < bestDistance) {
      best = i;
      bestDistance = Math.abs(offset);
    }
    if (offset > bestDistance) break;
  }
  return best;
}

function firstWindows(set: Omit<WindowSet, 'lows'>, count: number): Omit<WindowSet, 'lows'> {
  return {
    patients: set.patients,
    patientOf: set.patientOf.subarray(0, count),
    times: set.times.subarray(0, count),
    rows: set.rows.subarray(0, count * FEATURE_COUNT),
    now: set.now.subarray(0, count),
    previous: set.previous.subarray(0, count),
    after15: set.after15.subarray(0, count),
    after30: set.after30.subarray(0, count),
    after60: set.after60.subarray(0, count),
    minimum30: set.minimum30.subarray(0, count),
  };
}
