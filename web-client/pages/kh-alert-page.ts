import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import type { Patient } from '#contracts/patient.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { Me } from '#contracts/user.ts';
import { isOpen } from '../controllers/alert-order.ts';
import { ClockController } from '../controllers/clock.ts';
import { LiveObservationsController } from '../controllers/live-observations.ts';
import { Loaded } from '../controllers/loaded.ts';
import { MarkReadController } from '../controllers/mark-read.ts';
import { TimeWindowController } from '../controllers/time-window.ts';
import { readAlert, type AlertDetail } from '../data/alerts.ts';
import { readPatient } from '../data/patients.ts';
import { realtime } from '../data/realtime.ts';
import { liveCharts, periodControl } from '../elements/charts/live-charts.ts';
import '../elements/hand-over/kh-hand-over-notice.ts';
import '../elements/kh-alert-actions.ts';
import '../elements/kh-alert-record.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-explanation.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-severity-badge.ts';
import '../elements/kh-skeleton.ts';
import { agoText, momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { rangesOf } from '../ranges.ts';
import { navigate } from '../routing/navigate.ts';
import { tellTitle } from '../routing/tell-title.ts';
import { backLinkStyles } from '../styles/back-link.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { kindOfAlert } from '../words/alert-kind.ts';
import { evidenceOf } from '../words/evidence.ts';
import { ageAndSex, conditionWord } from '../words/patient.ts';
import { ruleTitle } from '../words/rule.ts';
import { levelOf } from '../words/severity.ts';

/** One alert: what, how sure, what made it, who has been told; and the call, one tap away. */
export class KhAlertPage extends KhElement {
  static override properties = { me: { attribute: false }, alertId: { attribute: false } };
  declare me: Me | undefined;
  declare alertId: string;

  readonly #clock = new ClockController(this);
  readonly #observations = new LiveObservationsController(this);
  readonly #window = new TimeWindowController(this, '24h');
  readonly #detail = new Loaded(this, () => readAlert(this.alertId), {
    taken: (detail, before) => this.#onDetail(detail, before),
  });
  readonly #patient = new Loaded(this, async () => {
    const patientId = this.#detail.value?.alert.patientId ?? '';
    return (await readPatient(patientId)).patient;
  });
  #stopListening: (() => void) | undefined;

  static override styles = [
    baseStyles,
    backLinkStyles,
    cardStyles,
    pageStyles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: end;
        gap: var(--kh-space-5);
      }
      .what {
        display: grid;
        gap: var(--kh-space-2);
        flex: 1 1 22rem;
        min-inline-size: 0;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1.9fr) minmax(0, 1fr);
        gap: var(--kh-space-6);
        align-items: start;
      }
      .big {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--kh-space-3);
      }
      .big strong {
        font-size: var(--kh-text-4xl);
        line-height: 1.1;
        letter-spacing: -0.02em;
      }
      .big .unit {
        font-size: var(--kh-text-l);
        color: var(--kh-ink-soft);
      }
      .unanswered {
        display: flex;
        align-items: center;
        gap: var(--kh-space-3);
        padding: var(--kh-space-4) var(--kh-space-6);
        border: 2px solid var(--kh-ink);
        border-radius: var(--kh-radius-l);
        background: var(--kh-surface);
      }
      .chart {
        --chart-height: 240px;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.alertId = '';
    new MarkReadController(
      this,
      () => this.#detail.value?.alert ?? null,
      // Who has been told is shown beside it, and that is oneself, too.
      () => void this.#detail.load(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      // The news carries the alert as it was then; the page also shows its record, so it asks again.
      alert: (_type, { alert }) => {
        if (alert.id === this.alertId) void this.#detail.load();
      },
      caughtUp: () => void this.#detail.load(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('alertId') && this.alertId !== '') {
      this.#detail.reset();
      this.#patient.reset();
      void this.#detail.load();
    }
    const alert = this.#detail.value?.alert;
    if (alert) this.#observations.follow(alert.patientId, this.#window.from);
  }

  #onDetail({ alert }: AlertDetail, before: AlertDetail | null): void {
    // A week's mean is seen in a week, and what has changed against the month before it.
    if (before === null) {
      if (alert.ruleId === 'bp.home-mean') this.#window.choose('7d');
      if (alert.explanation.shift !== undefined) this.#window.choose('30d');
    }
    tellTitle(this, `${alert.patientName}: ${ruleTitle(alert.ruleId)}`);
    if (this.#patient.value === null) void this.#patient.load();
  }

  override render() {
    const detail = this.#detail.value;
    const failure = this.#detail.failure ?? this.#patient.failure;
    return html`<div class="page">
      <a class="back" href="/">${icon('chevron-left')}${msg('Work-list')}</a>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#detail.load()}></kh-failure>` : nothing}
      ${detail && failure !== 'not_found' ? this.#renderAlert(detail) : failure ? nothing : html`<kh-skeleton tall .lines=${4}></kh-skeleton>`}
    </div>`;
  }

  #renderAlert(detail: AlertDetail) {
    const { alert, handOverReason } = detail;
    const { now } = this.#clock;
    const patient = this.#patient.value;
    const glucoseUnit = patient?.glucoseUnit ?? 'mmol/L';
    const myId = this.me?.id ?? '';
    return html`<header class="top">
        <div class="what">
          <div class="row">
            <kh-severity-badge level=${levelOf(alert)}></kh-severity-badge>
            <span class="soft">${msg(str`raised ${agoText(alert.raisedAt, now)}`)}</span>
          </div>
          <h1>${ruleTitle(alert.ruleId)}</h1>
          <p>
            <a href="/patients/${alert.patientId}">${alert.patientName}</a>
            ${
              patient
                ? html`<span class="soft"
                  >· ${[ageAndSex(patient, now), ...patient.conditions.map(conditionWord)].join(' · ')}</span
                >`
                : nothing
            }
          </p>
        </div>
        <kh-alert-actions .alert=${alert} .myId=${myId} @kh-alert-acted=${this.#onActed}></kh-alert-actions>
      </header>
      <kh-hand-over-notice
        .alert=${alert}
        .reason=${handOverReason}
        .myId=${myId}
        .now=${now}
        @kh-alert-acted=${this.#onActed}
        @kh-declined=${this.#onDeclined}
      ></kh-hand-over-notice>
      ${
        alert.exhaustedAt === null
          ? nothing
          : html`<p class="unanswered" role="alert">
              ${icon('warning')}
              <strong
                >${msg(str`Nobody has answered: everybody was called by ${momentText(alert.exhaustedAt, now)}.`)}</strong
              >
            </p>`
      }
      <div class="columns">
        <div class="stack">
          ${this.#renderWhatHappened(alert, patient)}
          <section class="card stack">
            <h2>${msg('What made it')}</h2>
            <kh-explanation .explanation=${alert.explanation} .glucoseUnit=${glucoseUnit} .now=${now}></kh-explanation>
            ${
              alert.ruleId === 'reading.quarantined' && isOpen(alert)
                ? html`<p><a class="lone-link" href="/quarantine">${msg('Look at it in the quarantine')}</a></p>`
                : nothing
            }
          </section>
        </div>
        <kh-alert-record
          .detail=${detail}
          .myId=${myId}
          .glucoseUnit=${glucoseUnit}
          .now=${now}
          @kh-alert-acted=${this.#onActed}
        ></kh-alert-record>
      </div>`;
  }

  readonly #onActed = (): void => void this.#detail.load();

  /** Whoever is not of the care team has no business here any more; the others find it in the list. */
  readonly #onDeclined = (): void => {
    navigate('/');
  };

  /** The value and its chart; not every alert has them, such as one about a device. */
  #renderWhatHappened(alert: Alert, patient: Patient | null) {
    const evidence = evidenceOf(alert, patient?.glucoseUnit ?? 'mmol/L', this.#clock.now);
    const kind = kindOfAlert(alert);
    if (evidence === null && kind === null) return nothing;
    return html`<section class="card stack">
      <h2 class="visually-hidden">${msg('What happened')}</h2>
      ${
        evidence
          ? html`<p class="big">
            <strong>${evidence.value}</strong><span class="unit">${evidence.unit}</span>
            <span class="soft">${evidence.detail}</span>
          </p>`
          : nothing
      }
      ${kind !== null && patient ? this.#renderChart(alert, kind, patient) : nothing}
    </section>`;
  }

  #renderChart(alert: Alert, kind: ReadingKind, patient: Patient) {
    return html`<div class="chart stack">
      ${periodControl(this.#window, ['6h', '24h', '7d', '30d'])}
      ${liveCharts({
        observations: this.#observations,
        window: this.#window,
        kinds: [kind],
        alerts: [alert],
        ranges: rangesOf(patient),
        glucoseUnit: patient.glucoseUnit,
      })}
    </div>`;
  }
}

customElements.define('kh-alert-page', KhAlertPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-page': KhAlertPage;
  }
}
