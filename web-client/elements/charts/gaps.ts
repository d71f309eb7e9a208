import type uPlot from 'uplot';

/** Where a line must break: between two readings of the series that are further apart than `gapMs`. */
export const gapsBetween = (
  times: readonly number[],
  values: readonly (number | null)[],
  gapMs: number,
): [from: number, to: number][] => {
  const gaps: [number, number][] = [];
  let previous: number | null = null;
  for (const [index, time] of times.entries()) {
    if (values[index] == null) continue;
    if (previous !== null && time - previous > gapMs) gaps.push([previous, time]);
    previous = time;
  }
  return gaps;
};

/** The same for uPlot, in pixels of its canvas. */
export const withGaps = (
  times: readonly number[],
  values: readonly (number | null)[],
  gapMs: number,
): uPlot.Series.GapsRefiner => {
  const gaps = gapsBetween(times, values, gapMs);
  return (plot) =>
    gaps.map(([from, to]) => [
      Math.round(plot.valToPos(from / 1_000, 'x', true)),
      Math.round(plot.valToPos(to / 1_000, 'x', true)),
    ]);
};
