import type uPlot from 'uplot';
import { axisDayText, clockText } from '../../format/time.ts';
import type { ChartColours } from './colours.ts';

const DAY_S = 86_400;

/** Labels of the shared time axis: clock times within a day, the date where a day begins. */
const labels = (splits: number[], incrementS: number): string[] => {
  return splits.map((seconds) => {
    const date = new Date(seconds * 1_000);
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
    return incrementS >= DAY_S || isMidnight ? axisDayText(date) : clockText(date);
  });
};

export const timeAxis = (colours: ChartColours): uPlot.Axis => ({
  stroke: colours.ink,
  font: colours.font,
  // The lowest value's label stands half below the plot's edge: the times stay clear of it.
  gap: colours.fontSize * 0.7,
  size: colours.fontSize * 2.5,
  space: colours.fontSize * 6,
  grid: { stroke: colours.line, width: 1 },
  ticks: { show: false },
  values: (_plot, splits, _axis, _space, increment) => labels(splits, increment),
});

export const valueAxis = (colours: ChartColours): uPlot.Axis => ({
  stroke: colours.ink,
  font: colours.font,
  // The same width under all charts, so that one moment stands above itself.
  size: colours.fontSize * 3.6,
  space: colours.fontSize * 2.6,
  grid: { stroke: colours.line, width: 1 },
  ticks: { show: false },
});
