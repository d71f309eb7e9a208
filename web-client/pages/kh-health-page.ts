import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { PatientSummary } from '#contracts/patient.ts';
import type { Me } from '#contracts/user.ts';
import { LiveObservationsController } from '../controllers/live-observations.ts';
import { OwnRecordController } from '../controllers/own-record.ts';
import { TimeWindowController } from '../controllers/time-window.ts';
import { liveCharts, periodControl } from '../elements/charts/live-charts.ts';
import '../elements/after-visit/kh-past-visits.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-emergency-notice.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { rangesOf } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

/** A patient's readings by day, week and month, over their own range. */
export class KhHealthPage extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  readonly #own = new OwnRecordController(this);
  readonly #observations = new LiveObservationsController(this);
  readonly #window = new TimeWindowController(this, '7d');

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      .card {
        --chart-height: 240px;
      }
    `,
  ];

  override willUpdate(): void {
    if (this.#own.record) this.#observations.follow(this.#own.record.id, this.#window.from);
  }

  override render() {
    const { record, failure } = this.#own;
    return html`<div class="page">
      <h1>${msg('My health')}</h1>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#own.load()}></kh-failure>` : nothing}
      ${record ? this.#renderCharts(record) : failure ? nothing : html`<kh-skeleton tall .lines=${3}></kh-skeleton>`}
    </div>`;
  }

  #renderCharts(record: PatientSummary) {
    return html`${periodControl(this.#window, ['24h', '7d', '30d'])}
      <section class="card">
        <h2 class="visually-hidden">${msg('Charts')}</h2>
        ${liveCharts({
          observations: this.#observations,
          window: this.#window,
          ranges: rangesOf(record),
          glucoseUnit: record.glucoseUnit,
        })}
      </section>
      <kh-past-visits .patientId=${record.id}></kh-past-visits>
      <kh-emergency-notice .region=${record.region}></kh-emergency-notice>`;
  }
}

customElements.define('kh-health-page', KhHealthPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-health-page': KhHealthPage;
  }
}
