import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import { inOrderOfNeed } from '../controllers/alert-order.ts';
import { CallPatientController } from '../controllers/call-patient.ts';
import { ClockController } from '../controllers/clock.ts';
import { HomeProtocolController } from '../controllers/home-protocol.ts';
import { LiveObservationsController } from '../controllers/live-observations.ts';
import { MetricsController } from '../controllers/metrics.ts';
import { TimeWindowController } from '../controllers/time-window.ts';
import { listAlertsOf } from '../data/alerts.ts';
import { listConsultationsOf } from '../data/consultations.ts';
import { readPatient, type PatientDetail } from '../data/patients.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { liveCharts, periodControl } from '../elements/charts/live-charts.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-expectations.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-metrics.ts';
import '../elements/kh-home-protocol.ts';
import '../elements/kh-messages.ts';
import '../elements/kh-patient-facts.ts';
import '../elements/kh-skeleton.ts';
import '../elements/kh-timeline.ts';
import '../elements/kh-value-tile.ts';
import { icon } from '../icons/icon.ts';
import { rangesOf } from '../ranges.ts';
import { tellTitle } from '../routing/tell-title.ts';
import { backLinkStyles } from '../styles/back-link.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { READING_KIND_ORDER } from '../words/observation.ts';
import { ageAndSex, conditionWord } from '../words/patient.ts';

/** One patient: newest values, charts on one time axis, and what happened. */
export class KhPatientPage extends KhElement {
  static override properties = {
    patientId: { attribute: false },
    detail: { state: true },
    alerts: { state: true },
    consultations: { state: true },
    failure: { state: true },
  };
  declare patientId: string;
  declare detail: PatientDetail | null;
  declare alerts: Alert[];
  declare consultations: Consultation[];
  declare failure: FailureCode | null;

  readonly #clock = new ClockController(this);
  readonly #calls = new CallPatientController(this);
  readonly #observations = new LiveObservationsController(this);
  readonly #metrics = new MetricsController(this);
  readonly #home = new HomeProtocolController(this);
  readonly #window = new TimeWindowController(this, '7d');
  #stopListening: (() => void) | undefined;

  static override styles = [
    baseStyles,
    backLinkStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: end;
        gap: var(--kh-space-4);
      }
      .who {
        display: grid;
        gap: var(--kh-space-1);
        min-inline-size: 0;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--kh-space-4);
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 2.1fr) minmax(0, 1fr);
        gap: var(--kh-space-6);
        align-items: start;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 600px) {
        .tiles {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--kh-space-3);
        }
        .actions,
        .actions wa-button {
          inline-size: 100%;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
    this.detail = null;
    this.alerts = [];
    this.consultations = [];
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      alert: (_type, { alert }) => {
        if (alert.patientId === this.patientId) this.alerts = this.#withAlert(alert);
      },
      consultation: (_type, { consultation }) => {
        if (consultation.patientId === this.patientId) this.consultations = this.#withConsultation(consultation);
      },
      caughtUp: ({ isIncomplete }) => {
        if (isIncomplete) void this.#load();
      },
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.patientId === '') return;
    if (changed.has('patientId')) {
      this.detail = null;
      this.alerts = [];
      this.consultations = [];
      void this.#load();
    }
    this.#observations.follow(this.patientId, this.#window.from);
    this.#metrics.follow(this.patientId, this.#clock.now);
    this.#home.follow(this.patientId);
  }

  async #load(): Promise<void> {
    const { patientId } = this;
    try {
      const [detail, alerts, consultations] = await Promise.all([
        readPatient(patientId),
        listAlertsOf(patientId),
        listConsultationsOf(patientId),
      ]);
      if (patientId !== this.patientId) return;
      this.detail = detail;
      this.alerts = alerts;
      this.consultations = consultations;
      this.failure = null;
      tellTitle(this, detail.patient.name);
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  #withAlert(alert: Alert): Alert[] {
    return [alert, ...this.alerts.filter(({ id }) => id !== alert.id)];
  }

  #withConsultation(consultation: Consultation): Consultation[] {
    return [consultation, ...this.consultations.filter(({ id }) => id !== consultation.id)];
  }

  override render() {
    return html`<div class="page">
      <a class="back" href="/">${icon('chevron-left')}${msg('Work-list')}</a>
      ${
        this.failure
          ? html`<kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>`
          : nothing
      }
      ${
        this.detail
          ? this.#renderPatient(this.detail)
          : this.failure
            ? nothing
            : html`<kh-skeleton tall .lines=${4}></kh-skeleton>`
      }
    </div>`;
  }

  #renderPatient(detail: PatientDetail) {
    const { patient } = detail;
    const { now } = this.#clock;
    const [mostUrgent] = inOrderOfNeed(this.alerts).filter(({ lane }) => lane !== 'technical');
    return html`<header class="top">
        <div class="who">
          <h1>${patient.name}</h1>
          <p class="soft">${[ageAndSex(patient, now), ...patient.conditions.map(conditionWord)].join(' · ')}</p>
        </div>
        <div class="row actions">
          <wa-button
            id="call"
            variant="brand"
            ?loading=${this.#calls.callingPatientId !== null}
            @click=${() => void this.#calls.call(patient.id, mostUrgent?.id)}
            >${icon('video')}${msg(str`Call ${patient.name}`)}</wa-button
          >
          <wa-button id="thresholds" appearance="outlined" href="/patients/${patient.id}/thresholds"
            >${icon('sliders')}${msg('Thresholds')}</wa-button
          >
        </div>
      </header>
      ${this.#calls.failure ? html`<kh-failure without-retry .code=${this.#calls.failure}></kh-failure>` : nothing}
      <section class="tiles" aria-label=${msg('Newest values')}>
        ${READING_KIND_ORDER.map(
          (kind) =>
            html`<kh-value-tile
              .kind=${kind}
              .observation=${this.#observations.latest(kind)}
              .glucoseUnit=${patient.glucoseUnit}
              .now=${now}
            ></kh-value-tile>`,
        )}
      </section>
      <section class="card stack">
        <h2>${msg('Averages and time in range')}</h2>
        ${this.#renderMetrics(detail)}
      </section>
      <div class="columns">
        <section class="card stack" aria-label=${msg('Charts')}>
          <div class="row spread">
            <h2>${msg('Readings')}</h2>
            ${periodControl(this.#window, ['24h', '7d', '30d', '90d'])}
          </div>
          ${liveCharts({
            observations: this.#observations,
            window: this.#window,
            alerts: this.alerts,
            ranges: rangesOf(patient),
            glucoseUnit: patient.glucoseUnit,
          })}
        </section>
        <div class="stack">
          <section class="card stack">
            <h2>${msg('Alerts and visits')}</h2>
            <kh-timeline .alerts=${this.alerts} .consultations=${this.consultations} .now=${now}></kh-timeline>
          </section>
          <section class="card stack">
            <h2>${msg('Messages')}</h2>
            <kh-messages viewer="care-team" .patientId=${patient.id} .now=${now}></kh-messages>
          </section>
          ${this.#renderHomeProtocol()}
          <section class="card stack">
            <h2>${msg('Contact and care')}</h2>
            <kh-patient-facts .detail=${detail} .now=${now}></kh-patient-facts>
          </section>
          <section class="card stack">
            <h2>${msg('Expected readings')}</h2>
            <kh-expectations .patientId=${patient.id} .now=${now}></kh-expectations>
          </section>
        </div>
      </div>`;
  }

  #renderMetrics({ patient }: PatientDetail) {
    const { metrics, failure } = this.#metrics;
    if (metrics !== null)
      return html`<kh-metrics
        .metrics=${metrics}
        .glucoseUnit=${patient.glucoseUnit}
        .ruleSet=${patient.ruleSet}
      ></kh-metrics>`;
    if (failure !== null)
      return html`<kh-failure .code=${failure} @kh-retry=${() => this.#metrics.reload()}></kh-failure>`;
    return html`<kh-skeleton .lines=${3}></kh-skeleton>`;
  }

  /** Only where the patient has begun one: it is no gap in the record of the others. */
  #renderHomeProtocol() {
    const { protocol, failure } = this.#home;
    if (!protocol?.series && !failure) return nothing;
    return html`<section class="card stack">
      <h2>${msg('Home blood pressure, seven days')}</h2>
      ${
        protocol?.series
          ? html`<kh-home-protocol .series=${protocol.series}></kh-home-protocol>`
          : html`<kh-failure .code=${failure} @kh-retry=${() => void this.#home.load()}></kh-failure>`
      }
    </section>`;
  }
}

customElements.define('kh-patient-page', KhPatientPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-patient-page': KhPatientPage;
  }
}
