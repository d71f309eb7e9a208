import { css, html, type PropertyValues } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { GlucoseUnit } from '../../format/value.ts';
import type { DisplayRanges } from '../../ranges.ts';
import { baseStyles } from '../../styles/base.ts';
import { kindOfAlert } from '../../words/alert-kind.ts';
import { READING_KIND_ORDER } from '../../words/observation.ts';
import { KhElement } from '../kh-element.ts';
import './kh-blood-pressure-chart.ts';
import './kh-glucose-chart.ts';
import './kh-heart-rate-chart.ts';

/** Keeps the list that is there where the new one has the same members: the chart of it then stays as it is drawn. */
const keep = <K, T>(lists: Map<K, readonly T[]>, key: K, list: readonly T[]): void => {
  const known = lists.get(key);
  const isSame = known?.length === list.length && known.every((each, index) => each === list[index]);
  if (!isSame) lists.set(key, list);
};

/** The charts of one patient, one above the other on one time axis, each with its own alerts marked. */
export class KhCharts extends KhElement {
  static override properties = {
    observations: { attribute: false },
    alerts: { attribute: false },
    kinds: { attribute: false },
    from: { attribute: false },
    to: { attribute: false },
    ranges: { attribute: false },
    glucoseUnit: { attribute: false },
  };
  declare observations: readonly Observation[];
  declare alerts: readonly Alert[];
  declare kinds: readonly ReadingKind[];
  declare from: Date;
  declare to: Date;
  declare ranges: DisplayRanges | undefined;
  declare glucoseUnit: GlucoseUnit;

  /** Kept while the time axis moves: a chart is drawn anew only where its own readings or alerts are new. */
  readonly #observationsOf = new Map<ReadingKind, readonly Observation[]>();
  readonly #alertsOf = new Map<ReadingKind, readonly Alert[]>();

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      kh-blood-pressure-chart {
        --quantity: var(--kh-blood-pressure);
      }
      kh-glucose-chart {
        --quantity: var(--kh-glucose);
      }
      kh-heart-rate-chart {
        --quantity: var(--kh-heart-rate);
      }
    `,
  ];

  constructor() {
    super();
    this.observations = [];
    this.alerts = [];
    this.kinds = READING_KIND_ORDER;
    this.to = new Date();
    this.from = new Date(this.to.getTime() - 86_400_000);
    this.glucoseUnit = 'mmol/L';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    for (const kind of READING_KIND_ORDER) {
      if (changed.has('observations'))
        keep(
          this.#observationsOf,
          kind,
          this.observations.filter((observation) => observation.kind === kind),
        );
      if (changed.has('alerts'))
        keep(
          this.#alertsOf,
          kind,
          this.alerts.filter((alert) => kindOfAlert(alert) === kind),
        );
    }
  }

  override render() {
    return READING_KIND_ORDER.filter((kind) => this.kinds.includes(kind)).map((kind) => this.#renderChart(kind));
  }

  #renderChart(kind: ReadingKind) {
    const observations = this.#observationsOf.get(kind) ?? [];
    const alerts = this.#alertsOf.get(kind) ?? [];
    const { from, to, ranges, glucoseUnit } = this;
    switch (kind) {
      case 'blood-pressure':
        return html`<kh-blood-pressure-chart
          .observations=${observations}
          .alerts=${alerts}
          .from=${from}
          .to=${to}
          .ranges=${ranges}
        ></kh-blood-pressure-chart>`;
      case 'glucose':
        return html`<kh-glucose-chart
          .observations=${observations}
          .alerts=${alerts}
          .from=${from}
          .to=${to}
          .ranges=${ranges}
          .glucoseUnit=${glucoseUnit}
        ></kh-glucose-chart>`;
      case 'heart-rate':
        return html`<kh-heart-rate-chart
          .observations=${observations}
          .alerts=${alerts}
          .from=${from}
          .to=${to}
          .ranges=${ranges}
        ></kh-heart-rate-chart>`;
    }
  }
}

customElements.define('kh-charts', KhCharts);
declare global {
  interface HTMLElementTagNameMap {
    'kh-charts': KhCharts;
  }
}
