import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { PatientSummary } from '#contracts/patient.ts';
import type { Me } from '#contracts/user.ts';
import { LiveObservationsController } from '../controllers/live-observations.ts';
import { OwnRecordController } from '../controllers/own-record.ts';
import { TimeWindowController } from '../controllers/time-window.ts';
import '../elements/charts/kh-charts.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-emergency-notice.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-period-control.ts';
import type { Period } from '../elements/kh-period-control.ts';
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
    const { status, failure, observations } = this.#observations;
    return html`<kh-period-control
        .period=${this.#window.period}
        .periods=${['24h', '7d', '30d'] satisfies Period[]}
        @kh-period=${(event: CustomEvent<Period>) => this.#window.choose(event.detail)}
      ></kh-period-control>
      <section class="card">
        <h2 class="visually-hidden">${msg('Charts')}</h2>
        ${status === 'loading' ? html`<kh-skeleton tall .lines=${3}></kh-skeleton>` : nothing}
        ${
          status === 'failed'
            ? html`<kh-failure .code=${failure} @kh-retry=${() => this.#observations.reload()}></kh-failure>`
            : nothing
        }
        ${
          status === 'ready'
            ? html`<kh-charts
              .observations=${observations}
              .from=${this.#window.from}
              .to=${this.#window.to}
              .ranges=${rangesOf(record)}
              .glucoseUnit=${record.glucoseUnit}
              @kh-range=${(event: CustomEvent<{ from: Date; to: Date }>) =>
                this.#window.look(event.detail.from, event.detail.to)}
            ></kh-charts>`
            : nothing
        }
      </section>
      <kh-emergency-notice .region=${record.region}></kh-emergency-notice>`;
  }
}

customElements.define('kh-health-page', KhHealthPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-health-page': KhHealthPage;
  }
}
