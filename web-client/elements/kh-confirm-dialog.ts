import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { failureCode, type FailureCode } from '../data/request.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/** What will happen, in words that name whom or what it happens to, and the verb on the button. */
export type Question = { heading: string; text: string; action: string; run: () => Promise<void> };

/** Asks before what cannot be undone. Stays open, and says so, where it did not work. */
export class KhConfirmDialog extends KhElement {
  static override properties = {
    question: { state: true },
    isOpen: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare question: Question | null;
  declare isOpen: boolean;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .body {
        display: grid;
        gap: var(--kh-space-4);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.question = null;
    this.isOpen = false;
    this.busy = false;
    this.failure = null;
  }

  ask(question: Question): void {
    this.question = question;
    this.failure = null;
    this.isOpen = true;
  }

  override render() {
    const { question } = this;
    if (question === null) return nothing;
    return html`<wa-dialog .label=${question.heading} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      <div class="body">
        <p>${question.text}</p>
        ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
      </div>
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="confirm" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${question.action}</wa-button
      >
    </wa-dialog>`;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onConfirm = (): void => void this.#run();

  async #run(): Promise<void> {
    if (this.busy || this.question === null) return;
    this.busy = true;
    this.failure = null;
    try {
      await this.question.run();
      this.isOpen = false;
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-confirm-dialog', KhConfirmDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-confirm-dialog': KhConfirmDialog;
  }
}
