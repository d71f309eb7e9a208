import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import { isOfferedTo, isOpen, isUnanswered } from '../controllers/alert-order.ts';
import { CallPatientController } from '../controllers/call-patient.ts';
import { acknowledgeAlert } from '../data/alerts.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import './hand-over/kh-hand-over-dialog.ts';
import { KhElement } from './kh-element.ts';
import './kh-escalate-dialog.ts';
import './kh-failure.ts';
import './kh-resolve-dialog.ts';
import './kh-snooze-dialog.ts';

/**
 * What a clinician does about an open alert: calls, takes it, snoozes what is not critical, resolves it, gives it to others.
 * Nothing where it is closed.
 * @fires kh-alert-acted - Somebody has it now, or it is closed: what is shown of it is out of date.
 */
export class KhAlertActions extends KhElement {
  static override properties = {
    alert: { attribute: false },
    myId: { attribute: false },
    failure: { state: true },
    isAcknowledging: { state: true },
  };
  declare alert: Alert | undefined;
  declare myId: string;
  declare failure: FailureCode | null;
  declare isAcknowledging: boolean;

  readonly #calls = new CallPatientController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-3);
      }
      @media (max-width: 900px) {
        :host {
          inline-size: 100%;
        }
        wa-button {
          flex: 1 1 auto;
        }
        #call {
          flex-basis: 100%;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.myId = '';
    this.failure = null;
    this.isAcknowledging = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const previous = changed.get('alert');
    // What is raised anew waits for somebody: who was first before says nothing about it.
    if (previous && this.alert && !isUnanswered(previous) && isUnanswered(this.alert)) this.failure = null;
  }

  override render() {
    const { alert } = this;
    const failure = this.failure ?? this.#calls.failure;
    // Whoever was too late reads so also where the alert is closed by then.
    return html`${alert && isOpen(alert) ? this.#renderButtons(alert) : nothing}
    ${failure ? html`<kh-failure without-retry .code=${failure}></kh-failure>` : nothing}`;
  }

  #renderButtons(alert: Alert) {
    return html`<div class="buttons">
        <wa-button
          id="call"
          variant="brand"
          ?loading=${this.#calls.callingPatientId !== null}
          @click=${() => void this.#calls.call(alert.patientId, alert.id)}
          >${icon('video')}${msg(str`Call ${alert.patientName}`)}</wa-button
        >
        ${
          alert.state === 'acknowledged'
            ? nothing
            : html`<wa-button
              id="acknowledge"
              appearance="outlined"
              ?loading=${this.isAcknowledging}
              @click=${() => void this.#acknowledge(alert.id)}
              >${icon('check')}${msg('I take it')}</wa-button
            >`
        }
        ${this.#renderOthers(alert)}
        ${
          alert.severity === 'critical' || alert.state === 'acknowledged'
            ? nothing
            : html`<wa-button id="snooze" appearance="outlined" @click=${this.#onSnooze}>${msg('Snooze…')}</wa-button>`
        }
        ${
          isOfferedTo(alert, this.myId)
            ? nothing
            : html`<wa-button id="resolve" appearance="outlined" @click=${this.#onResolve}>${msg('Resolve…')}</wa-button>`
        }
      </div>
      <kh-resolve-dialog .alert=${alert} @kh-resolved=${this.#onActed}></kh-resolve-dialog>
      <kh-snooze-dialog .alert=${alert} @kh-snoozed=${this.#onActed}></kh-snooze-dialog>
      <kh-hand-over-dialog .alert=${alert} .myId=${this.myId} @kh-offered=${this.#onActed}></kh-hand-over-dialog>
      <kh-escalate-dialog .alert=${alert} @kh-escalated=${this.#onActed}></kh-escalate-dialog>`;
  }

  /** What gives it to others. Whoever is offered it answers that first. */
  #renderOthers(alert: Alert) {
    if (isOfferedTo(alert, this.myId)) return nothing;
    const mayHandOver = isUnanswered(alert) || (alert.acknowledgedBy === this.myId && alert.handOver === null);
    return html`${
      mayHandOver
        ? html`<wa-button id="hand-over" appearance="outlined" @click=${this.#onHandOver}
            >${msg('Hand over…')}</wa-button
          >`
        : nothing
    }
    ${
      // Who is next is called by itself where somebody has escalated it, or nobody has answered in time.
      alert.state === 'escalated'
        ? nothing
        : html`<wa-button id="escalate" appearance="outlined" @click=${this.#onEscalate}
            >${msg('Call the next now…')}</wa-button
          >`
    }`;
  }

  async #acknowledge(alertId: string): Promise<void> {
    if (this.isAcknowledging) return;
    this.isAcknowledging = true;
    this.failure = null;
    try {
      await acknowledgeAlert(alertId);
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.isAcknowledging = false;
    }
    this.#onActed();
  }

  readonly #onResolve = (): void => {
    this.renderRoot.querySelector('kh-resolve-dialog')?.show();
  };

  readonly #onSnooze = (): void => {
    this.renderRoot.querySelector('kh-snooze-dialog')?.show();
  };

  readonly #onHandOver = (): void => {
    this.renderRoot.querySelector('kh-hand-over-dialog')?.show();
  };

  readonly #onEscalate = (): void => {
    this.renderRoot.querySelector('kh-escalate-dialog')?.show();
  };

  readonly #onActed = (): void => {
    this.dispatchEvent(new Event('kh-alert-acted'));
  };
}

customElements.define('kh-alert-actions', KhAlertActions);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-actions': KhAlertActions;
  }
  interface GlobalEventHandlersEventMap {
    'kh-alert-acted': Event;
  }
}
