import { mean } from '../mean.ts';
import type { Sample } from '../sample.ts';
import { standardDeviation } from '../standard-deviation.ts';
import { evenGrid } from './even-grid.ts';
import { turningPoints } from './turning-points.ts';

/** The moving averages behind the turning points were chosen on readings 5 min apart. */
const STEP_MINUTES = 5;
/** A longer stretch without readings, in minutes, parts the trace: nobody knows what rose and fell in it. */
const MOST_MINUTES_WITHOUT = 180;

/**
 * Mean amplitude of glycaemic excursions in mg/dL: the mean height of the rises (and of the falls; the result is the mean
 * of both) between peaks and nadirs that exceed one standard deviation. Service et al. 1970, Diabetes 19:644, with the
 * turning points of Fernandes et al. 2022, J Diabetes Sci Technol 16:576, as the R package iglu 4.2 computes it: on a
 * 5-minute grid, each part between gaps of more than 180 min by itself with its own standard deviation, weighted by its
 * length in time. NaN where no part has 160 min and an excursion. Worked example: a standard deviation of 30 and turning
 * points 80, 160, 150, 180, 100 have one rise, 80 to 180, and one fall, 180 to 100: (100 + 80) / 2 = 90.
 */
export const meanAmplitudeOfExcursions = (samples: readonly Sample[], utcOffsetMinutes: number): number => {
  const grid = evenGrid(samples, utcOffsetMinutes, STEP_MINUTES);
  if (grid === null) return Number.NaN;
  let weighted = 0;
  let weights = 0;
  for (const part of partsOf(grid.values)) {
    const points = turningPoints(part, STEP_MINUTES);
    const atLeast = standardDeviation([...part].filter((value) => !Number.isNaN(value)));
    const falls = points.map((value) => -value);
    for (const amplitudes of [rises(points, atLeast), rises(falls, atLeast)]) {
      if (amplitudes.length === 0) continue;
      weighted += mean(amplitudes) * (part.length - 1);
      weights += part.length - 1;
    }
  }
  return weighted / weights;
};

/** The stretches between long gaps, each from its first to its last known value. */
const partsOf = (values: Float64Array): Float64Array[] => {
  const parts: Float64Array[] = [];
  let start = -1;
  let end = -1;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (start >= 0 && (i - end - 1) * STEP_MINUTES > MOST_MINUTES_WITHOUT) {
      parts.push(values.subarray(start, end + 1));
      start = -1;
    }
    if (start < 0) start = i;
    end = i;
  }
  if (start >= 0) parts.push(values.subarray(start, end + 1));
  return parts;
};

/**
 * Heights of the rises of at least `atLeast` that are followed by a fall of more than that, or by the end. A smaller fall
 * in between is part of the rise.
 */
const rises = (points: readonly number[], atLeast: number): number[] => {
  const heights: number[] = [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const [i, value] of points.entries()) {
    if (value < low && high - low < atLeast) low = high = value;
    else high = Math.max(high, value);
    if (high - low < atLeast || (high - value <= atLeast && i < points.length - 1)) continue;
    heights.push(high - low);
    low = high = value;
  }
  return heights;
};
