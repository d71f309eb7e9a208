import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { failureCode, RequestError, type FailureCode } from '../../data/request.ts';
import { icon } from '../../icons/icon.ts';
import { isPushSupported } from '../../push/browser-subscription.ts';
import { switchOff, switchOn } from '../../push/this-browser.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { browserName } from '../../words/browser.ts';
import { failureWords } from '../../words/failure.ts';
import { KhElement } from '../kh-element.ts';

type Problem = FailureCode | 'push-service';

/**
 * Whether this very browser is told of alerts while no page is open, and the button that changes it.
 * @fires kh-changed - It was switched on or off.
 */
export class KhPushSwitch extends KhElement {
  static override properties = {
    pushKey: { attribute: false },
    isOn: { type: Boolean },
    busy: { state: true },
    problem: { state: true },
  };
  /** The clinic's key; null where the clinic has no Web Push. */
  declare pushKey: string | null;
  declare isOn: boolean;
  declare busy: boolean;
  declare problem: Problem | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .stack {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
        justify-items: start;
      }
      .state {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .on .icon {
        color: var(--kh-good-ink);
      }
      /* Where nothing is said there is no gap for it. */
      .said:not(:has(p)) {
        position: absolute;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.pushKey = null;
    this.isOn = false;
    this.busy = false;
    this.problem = null;
  }

  override render() {
    if (this.pushKey === null) return html`<p class="soft">${msg('This clinic sends no push messages.')}</p>`;
    if (!isPushSupported())
      return html`<p class="soft">
        ${msg('This browser cannot be told anything while Kanhu is closed. On an iPhone, add Kanhu to the home screen first.')}
      </p>`;
    if (Notification.permission === 'denied')
      return html`<p class="soft">
        ${msg('Notifications from Kanhu are blocked in this browser. Allow them in the browser’s settings for this site.')}
      </p>`;
    return html`<div class="stack">
      <p class="state ${this.isOn ? 'on' : 'off'}">
        ${icon(this.isOn ? 'circle-check' : 'bell-off')}
        <span
          >${
            this.isOn
              ? msg('This browser tells you of alerts, also while Kanhu is closed.')
              : msg('This browser tells you nothing while Kanhu is closed.')
          }</span
        >
      </p>
      <div class="said" role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
      <wa-button
        id="push"
        appearance=${this.isOn ? 'outlined' : 'accent'}
        variant=${this.isOn ? 'neutral' : 'brand'}
        ?loading=${this.busy}
        @click=${this.#onClick}
        >${this.isOn ? msg('Switch off here') : msg('Switch on here')}</wa-button
      >
    </div>`;
  }

  #problemWords(problem: Problem): string {
    return problem === 'push-service'
      ? msg('This browser’s push service cannot be reached, or you have not allowed notifications. Try again later.')
      : failureWords(problem);
  }

  readonly #onClick = (): void => void this.#toggle();

  async #toggle(): Promise<void> {
    const { pushKey } = this;
    if (this.busy || pushKey === null) return;
    this.busy = true;
    this.problem = null;
    try {
      if (this.isOn) await switchOff();
      else await switchOn(pushKey, browserName());
      this.dispatchEvent(new Event('kh-changed'));
    } catch (error) {
      this.problem = error instanceof RequestError ? failureCode(error) : 'push-service';
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-push-switch', KhPushSwitch);
declare global {
  interface HTMLElementTagNameMap {
    'kh-push-switch': KhPushSwitch;
  }
  interface GlobalEventHandlersEventMap {
    'kh-changed': Event;
  }
}
