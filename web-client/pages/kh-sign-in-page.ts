import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { Me } from '#contracts/user.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { signIn } from '../data/session.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-language-switch.ts';
import '../elements/kh-mark.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { failureWords } from '../words/failure.ts';

/**
 * E-mail address and password.
 * @fires kh-signed-in - `detail` is who has signed in.
 */
export class KhSignInPage extends KhElement {
  static override properties = {
    wasEnded: { type: Boolean },
    busy: { state: true },
    failure: { state: true },
  };
  /** The session ended by itself: say so. */
  declare wasEnded: boolean;
  declare busy: boolean;
  declare failure: FailureCode | 'missing' | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr auto;
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
        inline-size: min(26rem, 100%);
        display: grid;
        gap: var(--kh-space-6);
        padding: var(--kh-space-8);
      }
      form {
        display: grid;
        gap: var(--kh-space-5);
      }
      .intro {
        display: grid;
        gap: var(--kh-space-2);
      }
      .message {
        display: flex;
        gap: var(--kh-space-3);
        padding: var(--kh-space-3) var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      /* A Chinese face draws each dot of a hidden password as wide as a character. */
      wa-input[type='password']::part(input) {
        font-family: var(--kh-font-latin), 'Noto Sans', system-ui, sans-serif;
      }
      wa-input::part(password-toggle-button) {
        justify-content: center;
        min-inline-size: var(--kh-target);
        margin-inline-end: calc(-1 * var(--kh-space-2));
      }
      footer {
        padding: var(--kh-space-4) var(--kh-space-6) var(--kh-space-6);
        text-align: center;
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
        text-wrap: balance;
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
    this.wasEnded = false;
    this.busy = false;
    this.failure = null;
  }

  override render() {
    return html`<header><kh-mark></kh-mark><kh-language-switch></kh-language-switch></header>
      <main>
        <div class="card sheet">
          <div class="intro">
            <h1>${msg('Sign in')}</h1>
            <p class="soft">${msg('Video visits and home readings, in one place.')}</p>
          </div>
          <form @submit=${this.#onSubmit} novalidate>
            <wa-input
              name="email"
              type="email"
              inputmode="email"
              autocomplete="username"
              required
              .label=${msg('E-mail address')}
            ></wa-input>
            <wa-input
              name="password"
              type="password"
              autocomplete="current-password"
              password-toggle
              required
              .label=${msg('Password')}
            ></wa-input>
            <div role="alert">${this.#renderMessage()}</div>
            <wa-button class="wide" variant="brand" type="submit" ?loading=${this.busy}>${msg('Sign in')}</wa-button>
          </form>
        </div>
      </main>
      <footer>
        ${msg('Kanhu is not an emergency service.')} ${msg('In an emergency call your local emergency number.')}
      </footer>`;
  }

  #renderMessage() {
    const words = this.#messageWords();
    return words === null ? nothing : html`<div class="message">${icon('info')}<span>${words}</span></div>`;
  }

  #messageWords(): string | null {
    if (this.failure === 'missing') return msg('Please enter your e-mail address and your password.');
    // Which of the two was wrong is nobody's business.
    if (this.failure === 'unauthenticated' || this.failure === 'invalid')
      return msg('The e-mail address or the password is not right.');
    if (this.failure !== null) return failureWords(this.failure);
    return this.wasEnded ? msg('You have been signed out. Please sign in again.') : null;
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#signIn();
  };

  async #signIn(): Promise<void> {
    if (this.busy) return;
    const valueOf = (name: string): string =>
      this.renderRoot.querySelector<WaInput>(`wa-input[name=${name}]`)?.value ?? '';
    const email = valueOf('email').trim();
    const password = valueOf('password');
    if (email === '' || password === '') {
      this.failure = 'missing';
      return;
    }
    this.busy = true;
    this.failure = null;
    try {
      const me = await signIn(email, password);
      this.dispatchEvent(new CustomEvent('kh-signed-in', { detail: me }));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-sign-in-page', KhSignInPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-sign-in-page': KhSignInPage;
  }
  interface GlobalEventHandlersEventMap {
    'kh-signed-in': CustomEvent<Me>;
  }
}
