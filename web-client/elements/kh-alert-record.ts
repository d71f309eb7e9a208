import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { GlucoseUnit } from '#contracts/reading.ts';
import { AlertCourseController } from '../controllers/alert-course.ts';
import { isUnanswered } from '../controllers/alert-order.ts';
import type { AlertDetail } from '../data/alerts.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { kindOfAlert } from '../words/alert-kind.ts';
import './kh-alert-calls.ts';
import './kh-alert-certainty.ts';
import './kh-alert-feedback.ts';
import './kh-alert-history.ts';
import './kh-alert-next.ts';
import './kh-alert-snoozes.ts';
import './kh-deliveries.ts';
import { KhElement } from './kh-element.ts';

/**
 * What stands beside an alert: how sure it is, who was told and called, what can be done next, and its course.
 * @fires kh-alert-acted - Something was done about it: what is shown of it is out of date.
 */
export class KhAlertRecord extends KhElement {
  static override properties = {
    detail: { attribute: false },
    myId: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
  };
  declare detail: AlertDetail | undefined;
  declare myId: string;
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;

  readonly #course = new AlertCourseController(this);

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host,
      .stack {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
        align-content: start;
      }
    `,
  ];

  constructor() {
    super();
    this.myId = '';
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
  }

  override willUpdate(): void {
    if (this.detail) this.#course.follow(this.detail.alert);
  }

  override render() {
    if (!this.detail) return nothing;
    const { now, glucoseUnit } = this;
    const { alert, events, calls, snoozes, deliveries, isUseful } = this.detail;
    return html`<section class="card stack">
      <h2>${msg('How sure')}</h2>
      <kh-alert-certainty .alert=${alert} .now=${now}></kh-alert-certainty>
    </section>
    ${
      snoozes.length === 0
        ? nothing
        : html`<section class="card stack">
            <h2>${msg('Who has snoozed it')}</h2>
            <kh-alert-snoozes
              .alertId=${alert.id}
              .snoozes=${snoozes}
              .myId=${this.myId}
              .now=${now}
              @kh-alert-acted=${this.#onActed}
            ></kh-alert-snoozes>
          </section>`
    }
    ${
      calls.length === 0
        ? nothing
        : html`<section class="card stack">
            <h2>${msg('Who was called to answer')}</h2>
            <kh-alert-calls .calls=${calls} .isWaiting=${isUnanswered(alert)} .now=${now}></kh-alert-calls>
          </section>`
    }
    <section class="card stack">
      <h2>${msg('Who has been told')}</h2>
      <kh-deliveries .deliveries=${deliveries} .now=${now}></kh-deliveries>
    </section>
    ${
      kindOfAlert(alert) === null
        ? nothing
        : html`<section class="card stack">
            <h2>${msg('What next')}</h2>
            <kh-alert-next .alert=${alert} .glucoseUnit=${glucoseUnit} .now=${now}></kh-alert-next>
          </section>`
    }
    <section class="card">
      <kh-alert-feedback .alertId=${alert.id} .isUseful=${isUseful}></kh-alert-feedback>
    </section>
    <section class="card stack">
      <h2>${msg('History')}</h2>
      <kh-alert-history
        .events=${events}
        .visits=${this.#course.visits}
        .requests=${this.#course.requests}
        .glucoseUnit=${glucoseUnit}
        .now=${now}
      ></kh-alert-history>
    </section>`;
  }

  readonly #onActed = (): void => {
    this.dispatchEvent(new Event('kh-alert-acted'));
  };
}

customElements.define('kh-alert-record', KhAlertRecord);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-record': KhAlertRecord;
  }
}
