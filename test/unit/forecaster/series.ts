import { FEATURE_COUNT, FEATURE_NAMES } from '#models/forecaster/features.ts';
import { GlucoseWindow } from '#models/forecaster/glucose-window.ts';
import { seededRandom } from '#models/forecaster/training/random.ts';
import type { SensorReading } from '#models/forecaster/training/windows.ts';

export const MINUTE_MS = 60_000;
/** A midnight in UTC. */
export const MIDNIGHT = Date.parse('2026-03-02T00:00:00Z');

/** Readings of a made-up day: waves, a random walk and its lows; the same for the same seed. */
export function madeUpReadings(seed: number, count: number, everyMinutes = 15, from = MIDNIGHT): SensorReading[] {
  const random = seededRandom(seed);
  let drift = 0;
  return Array.from({ length: count }, (_, i) => {
    drift = 0.98 * drift + 8 * (random() - 0.5);
    const minutes = i * everyMinutes;
    const wave = 55 * Math.sin((2 * Math.PI * minutes) / 310) + 20 * Math.sin((2 * Math.PI * minutes) / 1_440);
    const mgPerDl = Math.max(40, Math.round(118 + wave + drift));
    return { measuredAtMs: from + minutes * MINUTE_MS, utcOffsetMinutes: 480, mgPerDl };
  });
}

export function windowOf(readings: readonly SensorReading[], utcOffsetMinutes = 480): GlucoseWindow {
  const window = new GlucoseWindow(utcOffsetMinutes);
  for (const { measuredAtMs, mgPerDl } of readings) window.insert(measuredAtMs, mgPerDl);
  return window;
}

/** The feature row at `index` by name; throws when the window abstains. */
export function featuresOf(window: GlucoseWindow, index = window.size - 1): Record<string, number> {
  const row = rowOf(window, index);
  return Object.fromEntries(FEATURE_NAMES.map((name, i) => [name, row[i] ?? Number.NaN]));
}

export function rowOf(window: GlucoseWindow, index = window.size - 1): Float32Array {
  const row = new Float32Array(FEATURE_COUNT);
  const abstention = window.featuresInto(row, 0, index);
  if (abstention !== null) throw new Error(abstention);
  return row;
}
