import { msg, str } from '@lit/localize';
import type { Observation } from '#contracts/observation.ts';
import { glucoseIn } from '../../format/value.ts';
import { KhChart } from './kh-chart.ts';
import type { Plot } from './plot.ts';
import type { ChartColours } from './colours.ts';
import { withGaps } from './gaps.ts';
import { drawBand } from './shapes.ts';

type Glucose = Extract<Observation, { kind: 'glucose' }>;

const glucoses = (observations: readonly Observation[]): Glucose[] =>
  observations.filter((observation) => observation.kind === 'glucose');

/** The forecaster abstains on gaps longer than this; a line over one would be invented. */
const GAP_MS = 30 * 60_000;

/** The sensor's trace and finger-sticks as rings, over the person's range. */
export class KhGlucoseChart extends KhChart {
  override readonly kind = 'glucose';
  protected override readonly symbol = 'droplet';

  protected override summary(shown: readonly Observation[]): string {
    const values = glucoses(shown).map(({ value }) => value);
    const { low = 70, high = 180 } = this.ranges?.glucose ?? {};
    const inRange = values.filter((value) => value >= low && value <= high).length;
    return msg(str`${Math.round((100 * inRange) / values.length)} % in range, ${values.length} readings`);
  }

  protected override plot(observations: readonly Observation[], colours: ChartColours): Plot {
    const readings = glucoses(observations);
    const colour = colours.quantity.glucose;
    const unit = this.glucoseUnit;
    const times = readings.map(({ effectiveAt }) => Date.parse(effectiveAt));
    const sensor = readings.map(({ value, specimen }) => (specimen === 'interstitial' ? glucoseIn(value, unit) : null));
    const finger = readings.map(({ value, specimen }) => (specimen === 'capillary' ? glucoseIn(value, unit) : null));
    return {
      data: [times.map((time) => time / 1_000), sensor, finger],
      series: [
        {
          stroke: colour,
          width: 1.75,
          // Finger-sticks stand between the sensor's points without cutting its line; a real hole does.
          gaps: withGaps(times, sensor, GAP_MS),
          points: { show: readings.length < 150, size: 4, fill: colour, stroke: colour },
        },
        {
          paths: () => null,
          points: { show: true, size: 9, width: 2, stroke: colour, fill: colours.surface },
        },
      ],
      scale: { min: glucoseIn(40, unit), max: glucoseIn(220, unit) },
      drawUnder: (plot) => {
        const range = this.ranges?.glucose;
        if (range) drawBand(plot, glucoseIn(range.low, unit), glucoseIn(range.high, unit), colours.band);
      },
    };
  }
}

customElements.define('kh-glucose-chart', KhGlucoseChart);
declare global {
  interface HTMLElementTagNameMap {
    'kh-glucose-chart': KhGlucoseChart;
  }
}
