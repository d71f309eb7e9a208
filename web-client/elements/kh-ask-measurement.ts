import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import { ASK_AGAIN_AFTER_MS } from '#contracts/measurement-request-times.ts';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import type { GlucoseUnit, ReadingKind } from '#contracts/reading.ts';
import { isOpen } from '../controllers/alert-order.ts';
import { MeasurementRequestsController } from '../controllers/measurement-requests.ts';
import { askMeasurement } from '../data/measurement-requests.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { momentText } from '../format/time.ts';
import { shownValue } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { kindOfAlert } from '../words/alert-kind.ts';
import { askWords } from '../words/measurement-request.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/** From an alert: what the patient was asked to measure, and what came; and the button that asks. */
export class KhAskMeasurement extends KhElement {
  static override properties = {
    alert: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
    busy: { state: true },
    failure: { state: true },
  };
  declare alert: Alert | undefined;
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;
  declare busy: boolean;
  declare failure: FailureCode | null;

  readonly #requests = new MeasurementRequestsController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        justify-items: start;
      }
      ul {
        display: grid;
        gap: var(--kh-space-2);
      }
      li {
        display: flex;
        gap: var(--kh-space-3);
      }
      .icon {
        margin-block-start: 0.15em;
        color: var(--kh-ink-faint);
      }
      .answered .icon {
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
    this.busy = false;
    this.failure = null;
  }

  override willUpdate(): void {
    if (this.alert) this.#requests.follow(this.alert.patientId);
  }

  override render() {
    const { alert } = this;
    const kind = alert ? kindOfAlert(alert) : null;
    if (!alert || kind === null) return nothing;
    const asked = this.#requests.requests.filter(({ alertId }) => alertId === alert.id);
    const isJustAsked = asked.some(
      (each) => each.kind === kind && each.answer === null && this.#requests.ageOf(each, this.now) < ASK_AGAIN_AFTER_MS,
    );
    return html`${asked.length === 0 ? nothing : html`<ul>${asked.map((each) => this.#renderAsked(each))}</ul>`}
    ${
      isOpen(alert)
        ? html`<wa-button
            id="ask"
            appearance="outlined"
            ?loading=${this.busy}
            ?disabled=${isJustAsked}
            @click=${() => void this.#ask(alert.id, kind)}
            >${icon('repeat')}${askWords(kind)}</wa-button
          >`
        : nothing
    }
    ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}`;
  }

  #renderAsked(request: MeasurementRequest) {
    const { now } = this;
    const { askedAt, askedByName, answer } = request;
    const asked = msg(str`${askedByName} asked ${momentText(askedAt, now)}`);
    if (answer !== null) {
      const { value, unit } = shownValue(answer, this.glucoseUnit);
      const came = msg(str`${value} ${unit} came ${momentText(answer.effectiveAt, now)}`);
      return html`<li class="answered">${icon('circle-check')}<span>${asked} · <strong>${came}</strong></span></li>`;
    }
    const isOver = this.#requests.isOver(request, now);
    return html`<li>
      ${icon(isOver ? 'warning' : 'clock')}
      <span>${asked} · ${isOver ? msg('nothing came within the hour') : msg('nothing has come yet')}</span>
    </li>`;
  }

  async #ask(alertId: string, kind: ReadingKind): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await askMeasurement(alertId, kind);
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
      await this.#requests.load();
    }
  }
}

customElements.define('kh-ask-measurement', KhAskMeasurement);
declare global {
  interface HTMLElementTagNameMap {
    'kh-ask-measurement': KhAskMeasurement;
  }
}
