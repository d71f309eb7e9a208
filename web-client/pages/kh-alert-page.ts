import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import type { Patient } from '#contracts/patient.ts';
import { isOpen } from '../controllers/alert-order.ts';
import { CallPatientController } from '../controllers/call-patient.ts';
import { ClockController } from '../controllers/clock.ts';
import { LiveObservationsController } from '../controllers/live-observations.ts';
import { TimeWindowController } from '../controllers/time-window.ts';
import { acknowledgeAlert, markAlertRead, readAlert, type AlertDetail } from '../data/alerts.ts';
import { readPatient } from '../data/patients.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import '../elements/charts/kh-charts.ts';
import '../elements/kh-alert-feedback.ts';
import '../elements/kh-alert-history.ts';
import '../elements/kh-deliveries.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-explanation.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-period-control.ts';
import type { Period } from '../elements/kh-period-control.ts';
import '../elements/kh-resolve-dialog.ts';
import '../elements/kh-severity-badge.ts';
import '../elements/kh-skeleton.ts';
import { agoText, momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { rangesOf } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { kindOfAlert } from '../words/alert-kind.ts';
import { evidenceOf, onsetText } from '../words/evidence.ts';
import { outcomeText } from '../words/outcome.ts';
import { ageAndSex, conditionWord } from '../words/patient.ts';
import { ruleTitle } from '../words/rule.ts';
import { levelOf } from '../words/severity.ts';

/** One alert: what, how sure, what made it, who has been told; and the call, one tap away. */
export class KhAlertPage extends KhElement {
  static override properties = {
    alertId: { attribute: false },
    detail: { state: true },
    patient: { state: true },
    failure: { state: true },
    actionFailure: { state: true },
    isAcknowledging: { state: true },
  };
  declare alertId: string;
  declare detail: AlertDetail | null;
  declare patient: Patient | null;
  declare failure: FailureCode | null;
  declare actionFailure: FailureCode | null;
  declare isAcknowledging: boolean;

  readonly #clock = new ClockController(this);
  readonly #calls = new CallPatientController(this);
  readonly #observations = new LiveObservationsController(this);
  readonly #window = new TimeWindowController(this, '24h');
  #stopListening: (() => void) | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .back {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-1);
        min-block-size: var(--kh-target);
        color: var(--kh-ink-soft);
        text-decoration: none;
        justify-self: start;
        margin-block: calc(-1 * var(--kh-space-4)) calc(-1 * var(--kh-space-5));
      }
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
      .facts {
        display: grid;
        gap: var(--kh-space-2);
      }
      .facts li {
        display: flex;
        gap: var(--kh-space-3);
      }
      .facts .icon {
        margin-block-start: 0.15em;
        color: var(--kh-ink-faint);
      }
      .chart {
        --chart-height: 240px;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .actions {
          inline-size: 100%;
        }
        .actions wa-button {
          flex: 1 1 auto;
        }
        .actions wa-button:first-child {
          flex-basis: 100%;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.alertId = '';
    this.detail = null;
    this.patient = null;
    this.failure = null;
    this.actionFailure = null;
    this.isAcknowledging = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      // The news carries the alert as it was then; the page also shows its record, so it asks again.
      alert: (_type, { alert }) => {
        if (alert.id === this.alertId) void this.#load();
      },
      caughtUp: () => void this.#load(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('alertId') && this.alertId !== '') {
      this.detail = null;
      this.patient = null;
      void this.#load();
    }
    const alert = this.detail?.alert;
    if (alert) this.#observations.follow(alert.patientId, this.#window.from);
  }

  async #load(): Promise<void> {
    const { alertId } = this;
    try {
      const detail = await readAlert(alertId);
      if (alertId !== this.alertId) return;
      // A week's mean is seen in a week.
      if (this.detail?.alert.id !== alertId && detail.alert.ruleId === 'bp.home-mean') this.#window.choose('7d');
      this.detail = detail;
      this.failure = null;
      this.#tellTitle(detail.alert);
      void this.#markRead(alertId);
      this.patient ??= (await readPatient(detail.alert.patientId)).patient;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  /** Who has been told shows it; where it does not work the alert is shown all the same. */
  async #markRead(alertId: string): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    await markAlertRead(alertId).catch(() => undefined);
  }

  #tellTitle(alert: Alert): void {
    const detail = `${alert.patientName}: ${ruleTitle(alert.ruleId)}`;
    this.dispatchEvent(new CustomEvent('kh-title', { detail, bubbles: true, composed: true }));
  }

  override render() {
    const { detail } = this;
    return html`<div class="page">
      <a class="back" href="/">${icon('chevron-left')}${msg('Work-list')}</a>
      ${
        this.failure
          ? html`<kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>`
          : nothing
      }
      ${detail ? this.#renderAlert(detail) : this.failure ? nothing : html`<kh-skeleton tall .lines=${4}></kh-skeleton>`}
    </div>`;
  }

  #renderAlert({ alert, events, deliveries, isUseful }: AlertDetail) {
    const { now } = this.#clock;
    const glucoseUnit = this.patient?.glucoseUnit ?? 'mmol/L';
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
              this.patient
                ? html`<span class="soft"
                  >· ${[ageAndSex(this.patient, now), ...this.patient.conditions.map(conditionWord)].join(' · ')}</span
                >`
                : nothing
            }
          </p>
        </div>
        ${this.#renderActions(alert)}
      </header>
      ${this.#renderActionFailure()}
      <div class="columns">
        <div class="stack">
          <section class="card stack">
            <h2 class="visually-hidden">${msg('What happened')}</h2>
            ${this.#renderValue(alert, glucoseUnit)} ${this.#renderChart(alert, glucoseUnit)}
          </section>
          <section class="card stack">
            <h2>${msg('What made it')}</h2>
            <kh-explanation .explanation=${alert.explanation} .glucoseUnit=${glucoseUnit} .now=${now}></kh-explanation>
            ${
              alert.ruleId === 'reading.quarantined' && isOpen(alert)
                ? html`<p><a href="/quarantine">${msg('Look at it in the quarantine')}</a></p>`
                : nothing
            }
          </section>
        </div>
        <div class="stack">
          <section class="card stack">
            <h2>${msg('How sure')}</h2>
            <ul class="facts">
              ${this.#facts(alert).map((fact) => html`<li>${icon(fact.symbol)}<span>${fact.words}</span></li>`)}
            </ul>
          </section>
          <section class="card stack">
            <h2>${msg('Who has been told')}</h2>
            <kh-deliveries .deliveries=${deliveries} .now=${now}></kh-deliveries>
          </section>
          <section class="card">
            <kh-alert-feedback .alertId=${alert.id} .isUseful=${isUseful}></kh-alert-feedback>
          </section>
          <section class="card stack">
            <h2>${msg('History')}</h2>
            <kh-alert-history .events=${events} .now=${now}></kh-alert-history>
          </section>
        </div>
      </div>
      <kh-resolve-dialog .alert=${alert} @kh-resolved=${() => void this.#load()}></kh-resolve-dialog>`;
  }

  #renderActions(alert: Alert) {
    if (!isOpen(alert)) return nothing;
    const mayTake = alert.state === 'raised' || alert.state === 'escalated';
    return html`<div class="actions row">
      <wa-button
        id="call"
        variant="brand"
        ?loading=${this.#calls.callingPatientId !== null}
        @click=${() => void this.#calls.call(alert.patientId, alert.id)}
        >${icon('video')}${msg(str`Call ${alert.patientName}`)}</wa-button
      >
      ${
        mayTake
          ? html`<wa-button
            id="acknowledge"
            appearance="outlined"
            ?loading=${this.isAcknowledging}
            @click=${this.#onAcknowledge}
            >${icon('check')}${msg('I take it')}</wa-button
          >`
          : nothing
      }
      <wa-button id="resolve" appearance="outlined" @click=${this.#onResolve}>${msg('Resolve…')}</wa-button>
    </div>`;
  }

  #renderActionFailure() {
    const code = this.actionFailure ?? this.#calls.failure;
    return code ? html`<kh-failure without-retry .code=${code}></kh-failure>` : nothing;
  }

  #renderValue(alert: Alert, glucoseUnit: Patient['glucoseUnit']) {
    const evidence = evidenceOf(alert, glucoseUnit, this.#clock.now);
    if (!evidence) return nothing;
    return html`<p class="big">
      <strong>${evidence.value}</strong><span class="unit">${evidence.unit}</span>
      <span class="soft">${evidence.detail}</span>
    </p>`;
  }

  #renderChart(alert: Alert, glucoseUnit: Patient['glucoseUnit']) {
    const kind = kindOfAlert(alert);
    if (kind === null || !this.patient) return nothing;
    return html`<div class="row spread">
        <kh-period-control
          .period=${this.#window.period}
          .periods=${['6h', '24h', '7d', '30d'] satisfies Period[]}
          @kh-period=${(event: CustomEvent<Period>) => this.#window.choose(event.detail)}
        ></kh-period-control>
      </div>
      ${
        this.#observations.status === 'failed'
          ? html`<kh-failure .code=${this.#observations.failure} @kh-retry=${() => this.#observations.reload()}></kh-failure>`
          : html`<kh-charts
            class="chart"
            .kinds=${[kind]}
            .observations=${this.#observations.observations}
            .alerts=${[alert]}
            .from=${this.#window.from}
            .to=${this.#window.to}
            .ranges=${rangesOf(this.patient)}
            .glucoseUnit=${glucoseUnit}
            @kh-range=${(event: CustomEvent<{ from: Date; to: Date }>) =>
              this.#window.look(event.detail.from, event.detail.to)}
          ></kh-charts>`
      }`;
  }

  #facts(alert: Alert) {
    const { now } = this.#clock;
    const facts: { symbol: Parameters<typeof icon>[0]; words: string }[] = [];
    const add = (symbol: Parameters<typeof icon>[0], words: string): void => void facts.push({ symbol, words });
    switch (alert.confirmation) {
      case 'awaiting':
        add('repeat', msg('The patient has been asked to measure again.'));
        break;
      case 'confirmed':
        add('circle-check', msg('A repeat measurement confirms it.'));
        break;
      case 'unconfirmed':
        add('repeat', msg('The repeat measurement does not confirm it.'));
        break;
      case 'none':
        break;
    }
    if (alert.lane === 'predicted')
      add('trend-down', msg('This is a prediction, not a measurement. Nobody has been paged for it.'));
    if (alert.lane === 'late') add('clock', msg('The reading arrived late: it may be over by now.'));
    add('bell', alert.paged ? msg('Clinicians were paged.') : msg('Clinicians were not paged.'));
    add('clock', msg(str`Began ${onsetText(alert, now)}.`));
    if (alert.clearedAt !== null)
      add('check', msg(str`Values are back to normal since ${momentText(alert.clearedAt, now)}.`));
    if (alert.acknowledgedAt !== null)
      add('user', msg(str`${alert.acknowledgedByName ?? ''} took it ${momentText(alert.acknowledgedAt, now)}.`));
    if (alert.resolvedAt !== null)
      add(
        'circle-check',
        msg(str`Resolved ${momentText(alert.resolvedAt, now)}: ${outcomeText(alert.outcome ?? '')}.`),
      );
    if (alert.state === 'withdrawn') add('xmark', msg('Withdrawn: a reading it stood on was invalid.'));
    return facts;
  }

  readonly #onAcknowledge = (): void => void this.#acknowledge();

  async #acknowledge(): Promise<void> {
    if (this.isAcknowledging) return;
    this.isAcknowledging = true;
    this.actionFailure = null;
    try {
      await acknowledgeAlert(this.alertId);
    } catch (error) {
      this.actionFailure = failureCode(error);
    } finally {
      this.isAcknowledging = false;
    }
    await this.#load();
  }

  readonly #onResolve = (): void => {
    this.renderRoot.querySelector('kh-resolve-dialog')?.show();
  };
}

customElements.define('kh-alert-page', KhAlertPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-page': KhAlertPage;
  }
}
