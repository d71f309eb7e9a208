import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import {
  removeEndpoint,
  sendCode,
  sendTest,
  verifyEndpoint,
  type NotificationEndpoint,
} from '../../data/notification-endpoints.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { agoText, momentText } from '../../format/time.ts';
import { icon, type IconName } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { channelWord } from '../../words/delivery.ts';
import { failureWords } from '../../words/failure.ts';
import { KhElement } from '../kh-element.ts';
import './kh-tell-from.ts';

type State = 'waiting' | 'works' | 'failing' | 'gone' | 'taken-over' | 'stopped';

const SYMBOLS = {
  waiting: 'clock',
  works: 'circle-check',
  failing: 'warning',
  gone: 'bell-off',
  'taken-over': 'bell-off',
  stopped: 'bell-off',
} as const satisfies Record<State, IconName>;

const stateOf = ({ disabledReason, verifiedAt, failingSince }: NotificationEndpoint): State => {
  if (disabledReason === 'taken-over' || disabledReason === 'stopped') return disabledReason;
  if (disabledReason !== null) return 'gone';
  if (verifiedAt === null) return 'waiting';
  return failingSince === null ? 'works' : 'failing';
};

type Problem = FailureCode | 'code';
type Done = 'code-sent' | 'test-sent';

/**
 * One place where the person is told: what it is, whether it works, and what can be done about it.
 * @fires kh-changed - Something about it is another now.
 */
export class KhEndpointRow extends KhElement {
  static override properties = {
    endpoint: { attribute: false },
    isHere: { type: Boolean },
    relativeName: { attribute: false },
    isChoosing: { type: Boolean },
    now: { attribute: false },
    busy: { state: true },
    problem: { state: true },
    done: { state: true },
  };
  declare endpoint: NotificationEndpoint | undefined;
  /** It is the browser that shows this. */
  declare isHere: boolean;
  /** Whose it is, where it is a relative's. */
  declare relativeName: string | null;
  /** Offers what is told there: a patient's choice. */
  declare isChoosing: boolean;
  declare now: Date;
  declare busy: boolean;
  declare problem: Problem | null;
  declare done: Done | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kh-space-2) var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      .row > .icon {
        margin-block-start: 0.15em;
        color: var(--kh-ink-faint);
      }
      .works > .icon {
        color: var(--kh-good-ink);
      }
      .body,
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-2);
      }
      /* Where nothing is said there is no gap for it. */
      .said:not(:has(p)) {
        position: absolute;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
      wa-input {
        max-inline-size: 12em;
      }
    `,
  ];

  constructor() {
    super();
    this.isHere = false;
    this.relativeName = null;
    this.isChoosing = false;
    this.now = new Date();
    this.busy = false;
    this.problem = null;
    this.done = null;
  }

  override render() {
    const { endpoint } = this;
    if (!endpoint) return nothing;
    const state = stateOf(endpoint);
    const { channel, label, address } = endpoint;
    return html`<div class="row ${state}">
      ${icon(SYMBOLS[state])}
      <div class="body">
        <div>
          <strong>${label}</strong>${this.isHere ? html` <span class="soft">${msg('(this browser)')}</span>` : nothing}
          <p class="soft">${[channelWord(channel), ...(address === null || address === label ? [] : [address])].join(' · ')}</p>
          <p>${this.#stateWords(state, endpoint)}</p>
        </div>
        ${state === 'waiting' ? this.#renderCode() : nothing}
        ${
          this.isChoosing && (state === 'works' || state === 'failing')
            ? html`<kh-tell-from .endpoint=${endpoint} @kh-changed=${this.#onTellFrom}></kh-tell-from>`
            : nothing
        }
        <div class="said" role="alert">
          ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
        </div>
        <div class="said" role="status">${this.done === null ? nothing : html`<p>${this.#doneWords(this.done)}</p>`}</div>
        <div class="actions">
          ${
            state === 'works' || state === 'failing'
              ? html`<wa-button data-action="test" appearance="outlined" ?loading=${this.busy} @click=${this.#onTest}
                >${msg('Send a test message')}</wa-button
              >`
              : nothing
          }
          <wa-button data-action="remove" appearance="outlined" @click=${this.#onRemove}>${msg('Remove')}</wa-button>
        </div>
      </div>
    </div>`;
  }

  #renderCode() {
    return html`<form @submit=${this.#onSubmit} novalidate>
      <wa-input
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        maxlength="6"
        .label=${
          this.relativeName === null
            ? msg('The six digits that were sent there')
            : msg(str`The six digits that ${this.relativeName} reads to you`)
        }
      ></wa-input>
      <div class="actions">
        <wa-button data-action="verify" variant="brand" type="submit" ?loading=${this.busy}>${msg('Confirm')}</wa-button>
        <wa-button data-action="code" appearance="outlined" @click=${this.#onCode}>${msg('Send another code')}</wa-button>
      </div>
    </form>`;
  }

  #stateWords(state: State, { failingSince, lastSuccessAt }: NotificationEndpoint): string {
    switch (state) {
      case 'waiting':
        if (failingSince === null && this.relativeName !== null)
          return msg(str`Ask ${this.relativeName} for the code: nothing else is sent before you have entered it.`);
        return failingSince === null
          ? msg('Nothing is sent here until you have entered the code.')
          : msg('The code could not be sent. Check the address, and ask for another one.');
      case 'works':
        if (this.relativeName !== null)
          return lastSuccessAt === null
            ? msg(str`${this.relativeName} is told here.`)
            : msg(str`${this.relativeName} is told here. Last message ${agoText(lastSuccessAt, this.now)}.`);
        return lastSuccessAt === null
          ? msg('You are told of alerts here.')
          : msg(str`You are told of alerts here. Last message ${agoText(lastSuccessAt, this.now)}.`);
      case 'failing':
        return msg(
          str`Messages have not gone out since ${momentText(failingSince ?? this.now, this.now)}. They are still tried.`,
        );
      case 'gone':
        return msg('The browser’s subscription has ended: nothing is sent here any more.');
      case 'stopped':
        return msg(str`${this.relativeName ?? ''} wants no more messages here.`);
      case 'taken-over':
        return msg('Somebody else has signed in on that browser: it now tells them.');
    }
  }

  #problemWords(problem: Problem): string {
    switch (problem) {
      case 'code':
        return msg('The code has six digits.');
      case 'invalid':
        return msg('This is not the code that was sent.');
      case 'conflict':
        return msg('This code is over. Ask for another one.');
      case 'rate_limited':
        return msg('Too many messages. Please wait an hour.');
      default:
        return failureWords(problem);
    }
  }

  #doneWords(done: Done): string {
    return done === 'code-sent' ? msg('Another code is on its way.') : msg('A test message is on its way.');
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const code = this.renderRoot.querySelector<WaInput>('wa-input')?.value?.replaceAll(/\s/g, '') ?? '';
    if (!/^\d{6}$/.test(code)) {
      this.problem = 'code';
      return;
    }
    void this.#run(null, (id) => verifyEndpoint(id, code));
  };

  readonly #onTellFrom = (): void => {
    this.dispatchEvent(new Event('kh-changed'));
  };
  readonly #onCode = (): void => void this.#run('code-sent', sendCode);
  readonly #onTest = (): void => void this.#run('test-sent', sendTest);
  readonly #onRemove = (): void => void this.#run(null, (id) => this.#remove(id));

  /** This browser's own subscription ends with it. */
  async #remove(endpointId: string): Promise<unknown> {
    if (!this.isHere) return removeEndpoint(endpointId);
    const { switchOff } = await import('../../push/this-browser.ts');
    return switchOff();
  }

  async #run(done: Done | null, work: (endpointId: string) => Promise<unknown>): Promise<void> {
    const { endpoint } = this;
    if (this.busy || !endpoint) return;
    this.busy = true;
    this.problem = null;
    this.done = null;
    try {
      await work(endpoint.id);
      this.done = done;
      this.dispatchEvent(new Event('kh-changed'));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-endpoint-row', KhEndpointRow);
declare global {
  interface HTMLElementTagNameMap {
    'kh-endpoint-row': KhEndpointRow;
  }
}
