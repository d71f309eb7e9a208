import { html, type TemplateResult } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { LiveObservationsController } from '../../controllers/live-observations.ts';
import type { TimeWindowController } from '../../controllers/time-window.ts';
import type { GlucoseUnit } from '../../format/value.ts';
import type { DisplayRanges } from '../../ranges.ts';
import { READING_KIND_ORDER } from '../../words/observation.ts';
import '../kh-failure.ts';
import '../kh-period-control.ts';
import type { Period } from '../kh-period-control.ts';
import '../kh-skeleton.ts';
import './kh-charts.ts';

/** How much time the charts of a page show. */
export const periodControl = (window: TimeWindowController, periods: readonly Period[]): TemplateResult =>
  html`<kh-period-control
    .period=${window.period}
    .periods=${periods}
    @kh-period=${(event: CustomEvent<Period>) => window.choose(event.detail)}
  ></kh-period-control>`;

type LiveCharts = {
  observations: LiveObservationsController;
  window: TimeWindowController;
  ranges: DisplayRanges;
  glucoseUnit: GlucoseUnit;
  /** All of them where nothing is said. */
  kinds?: readonly ReadingKind[];
  alerts?: readonly Alert[];
};

/** The charts of a page as its readings come: being loaded, why there are none, or drawn, and moved by hand. */
export const liveCharts = ({
  observations,
  window,
  ranges,
  glucoseUnit,
  kinds = READING_KIND_ORDER,
  alerts = [],
}: LiveCharts): TemplateResult => {
  switch (observations.status) {
    case 'loading':
      return html`<kh-skeleton tall .lines=${kinds.length}></kh-skeleton>`;
    case 'failed':
      return html`<kh-failure .code=${observations.failure} @kh-retry=${() => observations.reload()}></kh-failure>`;
    case 'ready':
      return html`<kh-charts
        .kinds=${kinds}
        .observations=${observations.observations}
        .alerts=${alerts}
        .from=${window.from}
        .to=${window.to}
        .ranges=${ranges}
        .glucoseUnit=${glucoseUnit}
        @kh-range=${(event: CustomEvent<{ from: Date; to: Date }>) => window.look(event.detail.from, event.detail.to)}
      ></kh-charts>`;
  }
};
