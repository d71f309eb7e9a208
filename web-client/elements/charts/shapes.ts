import type uPlot from 'uplot';

/** A band across the whole plot, between two values of its scale. */
export const drawBand = (plot: uPlot, low: number, high: number, colour: string): void => {
  const { ctx, bbox } = plot;
  const clamp = (y: number): number => Math.min(bbox.top + bbox.height, Math.max(bbox.top, y));
  const top = clamp(plot.valToPos(high, 'y', true));
  const bottom = clamp(plot.valToPos(low, 'y', true));
  ctx.save();
  ctx.fillStyle = colour;
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  ctx.restore();
};

/** A thin line across the whole plot, at one value. */
export const drawLevel = (plot: uPlot, value: number, colour: string, dash: number[]): void => {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(value, 'y', true);
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.25 * devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
};
