import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import type { Message } from '#contracts/message.ts';
import { MessageThreadController } from '../controllers/message-thread.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import './kh-message-thread.ts';
import './kh-write-dialog.ts';

/** The last that is shown on an alert's page, unless more of it is unread. */
const SHOWN = 3;
const ABOVE_THE_COMPOSER = 6;

/** From an alert: what was written to the patient and what they answered; and the button that writes. */
export class KhAlertMessages extends KhElement {
  static override properties = { alert: { attribute: false }, now: { attribute: false } };
  declare alert: Alert | undefined;
  declare now: Date;

  readonly #thread = new MessageThreadController(this);
  /** What has been shown does not go by being read. */
  #shown = 0;

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
      kh-message-thread {
        inline-size: 100%;
      }
      /* It opens over the page, and takes no row here. */
      kh-write-dialog {
        position: absolute;
      }
      .all {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
  }

  override willUpdate(): void {
    const { alert } = this;
    if (!alert) return;
    this.#thread.follow(alert.patientId);
    const { unread, messages } = this.#thread;
    const isAbout = unread > 0 || (messages ?? []).some(({ alertId }) => alertId === alert.id);
    if (isAbout) this.#shown = Math.max(SHOWN, this.#shown, unread);
  }

  override render() {
    const { alert } = this;
    if (!alert) return nothing;
    const messages = this.#thread.messages ?? [];
    const { failure } = this.#thread;
    return html`${this.#shown === 0 ? nothing : this.#renderLast(alert, messages.slice(-this.#shown))}
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#thread.load()}></kh-failure>` : nothing}
      <wa-button id="write" appearance="outlined" @click=${this.#onWrite}
        >${icon('message')}${msg('Write to the patient')}</wa-button
      >
      <kh-write-dialog
        .alert=${alert}
        .messages=${messages.slice(-ABOVE_THE_COMPOSER)}
        .now=${this.now}
        @kh-newest-shown=${this.#onShown}
        @kh-written=${() => void this.#thread.load()}
      ></kh-write-dialog>`;
  }

  #renderLast(alert: Alert, messages: readonly Message[]) {
    return html`<kh-message-thread
        viewer="care-team"
        ?bounded=${messages.length > SHOWN}
        .messages=${messages}
        .alertId=${alert.id}
        .now=${this.now}
        @kh-newest-shown=${this.#onShown}
      ></kh-message-thread>
      <a class="all" href="/patients/${alert.patientId}">${msg(str`All messages with ${alert.patientName}`)}</a>`;
  }

  readonly #onWrite = (): void => {
    this.renderRoot.querySelector('kh-write-dialog')?.show();
  };

  readonly #onShown = (event: CustomEvent<{ messageId: string }>): void => {
    this.#thread.markRead(event.detail.messageId);
  };
}

customElements.define('kh-alert-messages', KhAlertMessages);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-messages': KhAlertMessages;
  }
}
