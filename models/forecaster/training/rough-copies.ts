import { FEATURE_COUNT, FEATURE_NAMES } from '../features.ts';
import { gaussian, seededRandom } from './random.ts';
import { selectWindows } from './select-windows.ts';
import { buildWindows, type SensorReading, type WindowSet } from './windows.ts';

/** Most that a reading of a copy is off by, as a standard deviation in mg/dL. */
const MAX_NOISE = 8;
/** No reading of a sensor is below this, mg/dL. */
const LOWEST_READING = 40;
/** `momentum-personal` below this is rough: only 3 % of the real windows have it, and most of a noisy sensor's. */
const ROUGH_MOMENTUM = 0.45;
/** One of so many rough windows is enough: the sensor that was measured must outweigh the one that is made up. */
const EVERY = 3;

export type RoughCopies = { readings: ReadonlyMap<string, readonly SensorReading[]>; windows: WindowSet };

/**
 * What a rougher sensor would have shown of the same people: noise on every reading, none to MAX_NOISE as drawn for the
 * person. The training sensor smooths, and a network that has seen nothing else believes every turn of another sensor.
 * Only windows that look rough are kept, so that nothing is unlearnt about smooth ones.
 */
export function makeRoughCopies(
  readingsByPatient: ReadonlyMap<string, readonly SensorReading[]>,
  seed: number,
): RoughCopies {
  const random = seededRandom(seed);
  const readings = new Map<string, SensorReading[]>();
  for (const patient of [...readingsByPatient.keys()].sort()) {
    const noise = MAX_NOISE * random();
    const sorted = [...(readingsByPatient.get(patient) ?? [])].sort((a, b) => a.measuredAtMs - b.measuredAtMs);
    readings.set(
      patient,
      sorted.map((reading) => ({
        ...reading,
        mgPerDl: Math.max(LOWEST_READING, reading.mgPerDl + noise * gaussian(random)),
      })),
    );
  }
  const windows = buildWindows(readings);
  const momentum = FEATURE_NAMES.indexOf('momentum-personal');
  const rough = new Uint32Array(windows.now.length)
    .map((_, window) => window)
    .filter((window) => (windows.rows[window * FEATURE_COUNT + momentum] ?? Number.NaN) < ROUGH_MOMENTUM)
    .filter((_, place) => place % EVERY === 0);
  return { readings, windows: selectWindows(windows, rough) };
}
