/** Two intervals match when they differ by no more (ms). */
const TOLERANCE_MS = 30;

/** The tolerance grows in steps of its own size until so many pairs match that their share means something. */
const MIN_MATCHES = 5;

/**
 * How unpredictable the next interval is from the one before it: the coefficient of sample entropy with templates of one
 * interval (Lake & Moorman 2011, Am J Physiol Heart Circ Physiol 300:H319), natural logarithm. Of the pairs of intervals
 * that match, it asks how many are followed by a match again; patterns that repeat, such as bigeminy, are as predictable
 * as a steady pulse. NaN stands for an interval that is not known; at least five in a row must be. Worked example: 30
 * intervals of 800 ms have 406 pairs that match, each followed by a match: -ln(406 / 406) + ln(2 * 30) - ln(800) = -2.59.
 */
export function coefficientOfSampleEntropy(intervalsMs: Float64Array): number {
  let toleranceMs = TOLERANCE_MS;
  let matches = countMatches(intervalsMs, toleranceMs);
  while (matches.followed < MIN_MATCHES) {
    toleranceMs += TOLERANCE_MS;
    matches = countMatches(intervalsMs, toleranceMs);
  }
  return Math.log(matches.all / matches.followed) + Math.log(2 * toleranceMs) - Math.log(meanOfKnown(intervalsMs));
}

function countMatches(intervalsMs: Float64Array, toleranceMs: number): { all: number; followed: number } {
  const templates = intervalsMs.length - 1;
  let all = 0;
  let followed = 0;
  for (let i = 0; i < templates; i += 1) {
    const first = intervalsMs[i] ?? Number.NaN;
    const next = intervalsMs[i + 1] ?? Number.NaN;
    for (let j = i + 1; j < templates; j += 1) {
      if (!(Math.abs(first - (intervalsMs[j] ?? Number.NaN)) <= toleranceMs)) continue;
      const difference = Math.abs(next - (intervalsMs[j + 1] ?? Number.NaN));
      if (Number.isNaN(difference)) continue;
      all += 1;
      if (difference <= toleranceMs) followed += 1;
    }
  }
  return { all, followed };
}

function meanOfKnown(intervalsMs: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const interval of intervalsMs) {
    if (Number.isNaN(interval)) continue;
    sum += interval;
    count += 1;
  }
  return sum / count;
}
