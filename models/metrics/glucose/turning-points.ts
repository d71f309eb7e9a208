/** Minutes of glucose in the short and the long moving average: 5 and 32 readings of a 5-minute sensor. */
const SHORT_MINUTES = 25;
const LONG_MINUTES = 160;

/**
 * The alternating peaks and nadirs of an evenly spaced stretch (NaN = unknown), in its unit: where a short moving average
 * crosses a long one, a peak or nadir lies between the crossings. Each is looked for from the one before, because a
 * moving average lags; both ends of the stretch count as crossings. Fernandes et al. 2022, J Diabetes Sci Technol 16:576.
 * None where the stretch is shorter than the long average.
 */
export const turningPoints = (values: Float64Array, stepMinutes: number): number[] => {
  const longSteps = Math.round(LONG_MINUTES / stepMinutes);
  if (values.length < longSteps) return [];
  const short = movingAverage(values, Math.round(SHORT_MINUTES / stepMinutes));
  const long = movingAverage(values, longSteps);
  const side = sidesOf(short, long);

  const crossings = [0];
  for (let i = 1; i < values.length; i += 1) {
    // Over a gap the averages are of other readings: a crossing needs two values that follow each other.
    if (Number.isNaN(values[i]) || Number.isNaN(values[i - 1])) continue;
    if (side[i] !== side[i - 1] || side[i] !== side[crossings.at(-1) ?? 0]) crossings.push(i);
  }
  let at = 0;
  return crossings.map((crossing, k) => {
    const until = crossings[k + 1] ?? values.length - 1;
    at = extremeBetween(values, at, until, side[crossing] === 1 ? 1 : -1);
    return values[at] ?? Number.NaN;
  });
};

/** 1 where the short average is above the long one, -1 below; where they are equal or not known, what was before. */
const sidesOf = (short: Float64Array, long: Float64Array): Int8Array => {
  const sides = new Int8Array(short.length);
  for (const [i, value] of short.entries()) {
    const lead = value - (long[i] ?? Number.NaN);
    sides[i] = lead > 0 ? 1 : lead < 0 ? -1 : (sides[i - 1] ?? 0);
  }
  // A stretch that begins flat has the side that it takes first.
  const first = sides.findIndex((side) => side !== 0);
  return first > 0 ? sides.fill(sides[first] ?? 0, 0, first) : sides;
};

/** Mean of what is known of the last `steps` values; the first ones have that of the first full window. */
const movingAverage = (values: Float64Array, steps: number): Float64Array => {
  const averages = new Float64Array(values.length);
  for (let i = steps - 1; i < values.length; i += 1) {
    const known = values.subarray(i - steps + 1, i + 1).filter((value) => !Number.isNaN(value));
    averages[i] = known.reduce((sum, value) => sum + value, 0) / known.length;
  }
  return averages.fill(averages[steps - 1] ?? Number.NaN, 0, steps - 1);
};

/** Index of the highest (`sign` 1) or lowest (-1) known value, the first of equals. */
const extremeBetween = (values: Float64Array, from: number, to: number, sign: 1 | -1): number => {
  let best = from;
  for (let i = from + 1; i <= to; i += 1) {
    if (sign * (values[i] ?? Number.NaN) > sign * (values[best] ?? Number.NaN)) best = i;
  }
  return best;
};
