import type uPlot from 'uplot';
import type { Alert } from '#contracts/alert.ts';
import { levelOf, type Level } from '../../words/severity.ts';
import type { ChartColours } from './colours.ts';

const outline = (context: CanvasRenderingContext2D, level: Level, x: number, y: number, r: number): void => {
  context.beginPath();
  if (level === 'moderate') {
    context.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  const corners = { critical: 8, high: 3, technical: 4 }[level];
  const turn = level === 'critical' ? Math.PI / 8 : -Math.PI / 2;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    context.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  context.closePath();
};

/** Each alert's onset as a thin line with its severity's own shape on top. */
export const drawAlertMarks = (plot: uPlot, alerts: readonly Alert[], colours: ChartColours): void => {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const alert of alerts) {
    const x = plot.valToPos(Date.parse(alert.onsetAt) / 1_000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const level = levelOf(alert);
    ctx.strokeStyle = colours.level[level];
    ctx.fillStyle = colours.level[level];
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    outline(ctx, level, x, bbox.top - 7 * ratio, 6 * ratio);
    ctx.fill();
  }
  ctx.restore();
};
