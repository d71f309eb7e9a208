import uPlot from 'uplot';
import type { Alert } from '#contracts/alert.ts';
import { drawAlertMarks } from './alert-marks.ts';
import type { ChartColours } from './colours.ts';
import { timeAxis, valueAxis } from './time-axis.ts';

const SYNC_KEY = 'kanhu-time';
const LEAST_WIDTH_PX = 160;
/** A shorter stretch under the pointer is a press, and no choice of a time. */
const MIN_BRUSH_PX = 12;

/** What a kind of chart adds to the frame. */
export type Plot = {
  data: uPlot.AlignedData;
  series: uPlot.Series[];
  /** Lower and upper end of the value axis, before readings push it further. */
  scale: { min: number; max: number };
  /** Under the readings: the range. */
  drawUnder?: (plot: uPlot) => void;
  /** What uPlot's own series cannot draw. */
  drawOver?: (plot: uPlot) => void;
};

type Frame = {
  from: Date;
  to: Date;
  /** In px. */
  height: number;
  colours: ChartColours;
  alerts: readonly Alert[];
  moved: (plot: uPlot) => void;
  brushed: (from: Date, to: Date) => void;
};

/** Where the x axis begins and ends, in uPlot's seconds. */
export const timeScale = (from: Date, to: Date): { min: number; max: number } => ({
  min: from.getTime() / 1_000,
  max: to.getTime() / 1_000,
});

const tellBrush = (plot: uPlot, brushed: Frame['brushed']): void => {
  const { left, width } = plot.select;
  if (width < MIN_BRUSH_PX) return;
  const at = (x: number): Date => new Date(plot.posToVal(x, 'x') * 1_000);
  const [from, to] = [at(left), at(left + width)];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  brushed(from, to);
};

/** Draws one chart into its place, with the time axis and the pointer that the charts of a page share. */
export const drawPlot = (
  host: HTMLElement,
  { data, series, scale, drawUnder, drawOver }: Plot,
  { from, to, height, colours, alerts, moved, brushed }: Frame,
): uPlot =>
  new uPlot(
    {
      width: Math.max(host.clientWidth, LEAST_WIDTH_PX),
      height,
      padding: [18, colours.fontSize * 1.6, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: SYNC_KEY, scales: ['x', null] },
        drag: { x: true, y: false, setScale: false, dist: MIN_BRUSH_PX },
        points: { show: false },
        y: false,
      },
      scales: {
        x: timeScale(from, to),
        y: {
          range: (_plot, low: number | null, high: number | null) => [
            // A value beyond the usual scale still stands clear of the edge.
            Math.min(scale.min, (low ?? scale.min) * 0.94),
            Math.max(scale.max, (high ?? scale.max) * 1.04),
          ],
        },
      },
      axes: [timeAxis(colours), valueAxis(colours)],
      series: [{}, ...series],
      hooks: {
        drawAxes: [(plot) => drawUnder?.(plot)],
        draw: [
          (plot) => {
            drawOver?.(plot);
            drawAlertMarks(plot, alerts, colours);
          },
        ],
        setCursor: [moved],
        setSelect: [(plot) => tellBrush(plot, brushed)],
      },
    },
    data,
    host,
  );
