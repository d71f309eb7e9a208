import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { FailureCode } from '../data/request.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { failureWords } from '../words/failure.ts';
import { KhElement } from './kh-element.ts';

/**
 * Something did not work: what happened, and a way to try again.
 * @fires kh-retry - The person asks for another try.
 */
export class KhFailure extends KhElement {
  static override properties = { code: {}, withoutRetry: { type: Boolean, attribute: 'without-retry' } };
  declare code: FailureCode;
  declare withoutRetry: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .failure {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-3) var(--kh-space-4);
        padding: var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        border: 1px solid var(--kh-line-strong);
        background: var(--kh-sunken);
      }
      p {
        flex: 1 1 16rem;
        min-inline-size: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.code = 'internal';
    this.withoutRetry = false;
  }

  override render() {
    return html`<div class="failure" role="alert">
      ${icon(this.code === 'offline' ? 'wifi-off' : 'warning')}
      <p>${failureWords(this.code)}</p>
      ${
        this.withoutRetry
          ? nothing
          : html`<wa-button appearance="outlined" @click=${this.#onRetry}>${msg('Try again')}</wa-button>`
      }
    </div>`;
  }

  readonly #onRetry = (): void => {
    this.dispatchEvent(new Event('kh-retry'));
  };
}

customElements.define('kh-failure', KhFailure);
declare global {
  interface HTMLElementTagNameMap {
    'kh-failure': KhFailure;
  }
}
