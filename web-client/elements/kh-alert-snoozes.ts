import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { endSnooze, type AlertDetail } from '../data/alerts.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/**
 * Who is not told of an alert for now, until when and why; one's own is ended here.
 * @fires kh-alert-acted - What is shown of the alert is out of date.
 */
export class KhAlertSnoozes extends KhElement {
  static override properties = {
    alertId: { attribute: false },
    snoozes: { attribute: false },
    myId: { attribute: false },
    now: { attribute: false },
    busy: { state: true },
    failure: { state: true },
  };
  declare alertId: string;
  declare snoozes: AlertDetail['snoozes'];
  declare myId: string;
  declare now: Date;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      ul {
        display: grid;
        gap: var(--kh-space-4);
      }
      li {
        display: grid;
        justify-items: start;
        gap: var(--kh-space-1);
        overflow-wrap: anywhere;
      }
      wa-button {
        margin-block-start: var(--kh-space-2);
      }
    `,
  ];

  constructor() {
    super();
    this.alertId = '';
    this.snoozes = [];
    this.myId = '';
    this.now = new Date();
    this.busy = false;
    this.failure = null;
  }

  override render() {
    return html`<ul>
        ${this.snoozes.map(
          ({ userId, name, until, reason }) =>
            html`<li>
              <span>${msg(str`${name}, until ${momentText(until, this.now)}`)}</span>
              <span class="soft small">${reason}</span>
              ${
                userId === this.myId
                  ? html`<wa-button id="end-snooze" appearance="outlined" ?loading=${this.busy} @click=${this.#onEnd}
                      >${icon('bell')}${msg('End my snooze')}</wa-button
                    >`
                  : nothing
              }
            </li>`,
        )}
      </ul>
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}`;
  }

  readonly #onEnd = (): void => void this.#end();

  async #end(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await endSnooze(this.alertId);
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
    this.dispatchEvent(new Event('kh-alert-acted'));
  }
}

customElements.define('kh-alert-snoozes', KhAlertSnoozes);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-snoozes': KhAlertSnoozes;
  }
}
