import { msg, str } from '@lit/localize';
import type uPlot from 'uplot';
import type { Observation } from '#contracts/observation.ts';
import { KhChart } from './kh-chart.ts';
import type { Plot } from './plot.ts';
import type { ChartColours } from './colours.ts';
import { drawLevel } from './shapes.ts';

type BloodPressure = Extract<Observation, { kind: 'blood-pressure' }>;

const bloodPressures = (observations: readonly Observation[]): BloodPressure[] =>
  observations.filter((observation) => observation.kind === 'blood-pressure');

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Each measurement as one bar from diastolic to systolic, with the mean of those in sight. */
export class KhBloodPressureChart extends KhChart {
  override readonly kind = 'blood-pressure';
  protected override readonly symbol = 'gauge';

  protected override summary(shown: readonly Observation[]): string {
    const readings = bloodPressures(shown);
    const systolic = Math.round(mean(readings.map((each) => each.systolic)));
    const diastolic = Math.round(mean(readings.map((each) => each.diastolic)));
    return msg(str`mean ${systolic}/${diastolic}, ${readings.length} readings`);
  }

  protected override plot(observations: readonly Observation[], colours: ChartColours): Plot {
    const readings = bloodPressures(observations);
    const colour = colours.quantity['blood-pressure'];
    const hidden: uPlot.Series = { paths: () => null, points: { show: false } };
    return {
      data: [
        readings.map((each) => Date.parse(each.effectiveAt) / 1_000),
        readings.map((each) => each.systolic),
        readings.map((each) => each.diastolic),
      ],
      series: [hidden, hidden],
      scale: { min: 50, max: 180 },
      drawUnder: (plot) => {
        const target = this.ranges?.bloodPressure;
        if (target === undefined) return;
        drawLevel(plot, target.systolic, colours.inkFaint, [4, 4]);
        drawLevel(plot, target.diastolic, colours.inkFaint, [4, 4]);
      },
      drawOver: (plot) => drawBars(plot, readings, colour, colours.surface),
    };
  }
}

/** Bars as wide as there is room; a cuffless value, which never clears a cuff's, is hollow. */
const drawBars = (plot: uPlot, readings: readonly BloodPressure[], colour: string, ground: string): void => {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const inSight = readings.filter(({ effectiveAt }) => {
    const x = plot.valToPos(Date.parse(effectiveAt) / 1_000, 'x', true);
    return x >= bbox.left && x <= bbox.left + bbox.width;
  });
  const room = bbox.width / Math.max(inSight.length, 1);
  const width = Math.min(6 * ratio, Math.max(1.5 * ratio, room * 0.5));
  ctx.save();
  ctx.lineCap = 'round';
  for (const { effectiveAt, systolic, diastolic, method } of inSight) {
    const x = plot.valToPos(Date.parse(effectiveAt) / 1_000, 'x', true);
    const bar = (lineWidth: number, strokeStyle: string): void => {
      ctx.lineWidth = lineWidth;
      ctx.strokeStyle = strokeStyle;
      ctx.beginPath();
      ctx.moveTo(x, plot.valToPos(systolic, 'y', true));
      ctx.lineTo(x, plot.valToPos(diastolic, 'y', true));
      ctx.stroke();
    };
    bar(width, colour);
    if (method === 'cuffless' && width > 3 * ratio) bar(width - 2.5 * ratio, ground);
  }
  ctx.restore();
};

customElements.define('kh-blood-pressure-chart', KhBloodPressureChart);
declare global {
  interface HTMLElementTagNameMap {
    'kh-blood-pressure-chart': KhBloodPressureChart;
  }
}
