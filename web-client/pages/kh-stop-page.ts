import { msg } from '@lit/localize';
import { css, html } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { stopMessages } from '../data/relatives.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-language-switch.ts';
import '../elements/kh-mark.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { failureWords } from '../words/failure.ts';

/**
 * Where the link in a message to a relative leads. Only the button ends the messages: mail programs open links by
 * themselves.
 */
export class KhStopPage extends KhElement {
  static override properties = {
    token: { attribute: false },
    busy: { state: true },
    isStopped: { state: true },
    failure: { state: true },
  };
  declare token: string;
  declare busy: boolean;
  declare isStopped: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        min-block-size: 100dvh;
      }
      header {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--kh-space-4);
        padding: var(--kh-space-3) var(--kh-space-6);
      }
      main {
        display: grid;
        align-content: center;
        justify-items: center;
        padding: var(--kh-space-4) var(--kh-space-4) 10vh;
      }
      .sheet {
        inline-size: min(30rem, 100%);
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        padding: var(--kh-space-8);
      }
      .done {
        display: flex;
        gap: var(--kh-space-3);
      }
      .done .icon {
        margin-block-start: 0.15em;
        color: var(--kh-good-ink);
      }
      @media (max-width: 480px) {
        header {
          padding-inline: var(--kh-space-4) var(--kh-space-2);
        }
        .sheet {
          padding: var(--kh-space-6) var(--kh-space-5);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.token = '';
    this.busy = false;
    this.isStopped = false;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Kanhu 看护';
  }

  override render() {
    return html`<header><kh-mark></kh-mark><kh-language-switch></kh-language-switch></header>
      <main>
        <div class="card sheet">
          <h1>${msg('No more messages?')}</h1>
          <p>
            ${msg('Somebody close to you chose you to be told when a health reading of theirs needs attention.')}
          </p>
          <div role="alert">${this.failure === null ? '' : html`<p><strong>${this.#failureWords(this.failure)}</strong></p>`}</div>
          <div role="status">
            ${
              this.isStopped
                ? html`<p class="done">
                    ${icon('circle-check')}<span>${msg('Nothing more is sent to you. They can see that you stopped it.')}</span>
                  </p>`
                : ''
            }
          </div>
          ${
            this.isStopped
              ? ''
              : html`<wa-button id="stop" variant="brand" ?loading=${this.busy} @click=${this.#onStop}
                  >${msg('Stop the messages to me')}</wa-button
                >`
          }
        </div>
      </main>`;
  }

  #failureWords(failure: FailureCode): string {
    return failure === 'not_found' || failure === 'invalid'
      ? msg('This link is not complete. Open it from the message again.')
      : failureWords(failure);
  }

  readonly #onStop = (): void => void this.#stop();

  async #stop(): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await stopMessages(this.token);
      this.isStopped = true;
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-stop-page', KhStopPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-stop-page': KhStopPage;
  }
}
