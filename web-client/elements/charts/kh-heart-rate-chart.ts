import { msg, str } from '@lit/localize';
import type { Observation } from '#contracts/observation.ts';
import { KhChart } from './kh-chart.ts';
import type { Plot } from './plot.ts';
import type { ChartColours } from './colours.ts';
import { withGaps } from './gaps.ts';
import { drawBand } from './shapes.ts';

type HeartRate = Extract<Observation, { kind: 'heart-rate' }>;

const heartRates = (observations: readonly Observation[]): HeartRate[] =>
  observations.filter((observation) => observation.kind === 'heart-rate');

const GAP_MS = 45 * 60_000;

/** Heart rate over the band that is usual at rest. */
export class KhHeartRateChart extends KhChart {
  override readonly kind = 'heart-rate';
  protected override readonly symbol = 'heart';

  protected override summary(shown: readonly Observation[]): string {
    const values = heartRates(shown).map(({ value }) => value);
    const [lowest, highest] = [Math.round(Math.min(...values)), Math.round(Math.max(...values))];
    return msg(str`${lowest} to ${highest}, ${values.length} readings`);
  }

  protected override plot(observations: readonly Observation[], colours: ChartColours): Plot {
    const readings = heartRates(observations);
    const colour = colours.quantity['heart-rate'];
    const times = readings.map(({ effectiveAt }) => Date.parse(effectiveAt));
    const values = readings.map(({ value }) => value);
    return {
      data: [times.map((time) => time / 1_000), values],
      series: [
        {
          stroke: colour,
          width: 1.5,
          gaps: withGaps(times, values, GAP_MS),
          points: { show: readings.length < 150, size: 4, fill: colour, stroke: colour },
        },
      ],
      scale: { min: 40, max: 130 },
      drawUnder: (plot) => {
        const rest = this.ranges?.heartRate;
        if (rest) drawBand(plot, rest.low, rest.high, colours.band);
      },
    };
  }
}

customElements.define('kh-heart-rate-chart', KhHeartRateChart);
declare global {
  interface HTMLElementTagNameMap {
    'kh-heart-rate-chart': KhHeartRateChart;
  }
}
