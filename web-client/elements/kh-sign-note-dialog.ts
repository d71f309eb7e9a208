import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { Consultation } from '#contracts/consultation.ts';
import type { Outcome } from '../data/alerts.ts';
import { signNote } from '../data/consultations.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import './kh-outcome-choice.ts';

/**
 * Signing cannot be undone: says what will happen, and asks what came of the alert where one is still open.
 * @fires kh-note-signed - `detail` is the consultation with its signed note.
 */
export class KhSignNoteDialog extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    isAlertOpen: { attribute: false },
    isOpen: { state: true },
    outcome: { state: true },
    isMissing: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare consultation: Consultation | undefined;
  declare isAlertOpen: boolean;
  declare isOpen: boolean;
  declare outcome: Outcome | null;
  declare isMissing: boolean;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .body {
        display: grid;
        gap: var(--kh-space-5);
      }
      .missing {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.isAlertOpen = false;
    this.isOpen = false;
    this.outcome = null;
    this.isMissing = false;
    this.busy = false;
    this.failure = null;
  }

  show(): void {
    this.outcome = null;
    this.isMissing = false;
    this.failure = null;
    this.isOpen = true;
  }

  override render() {
    const { consultation } = this;
    if (!consultation) return nothing;
    return html`<wa-dialog .label=${msg('Sign the note')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      <div class="body">
        <p>
          ${
            this.isAlertOpen
              ? msg(
                  str`The note on ${consultation.patientName} can then no longer be changed, and the alert that led to this visit is closed.`,
                )
              : msg(str`The note on ${consultation.patientName} can then no longer be changed.`)
          }
        </p>
        ${
          this.isAlertOpen
            ? html`<kh-outcome-choice .outcome=${this.outcome} @kh-outcome=${this.#onOutcome}></kh-outcome-choice>`
            : nothing
        }
        <div role="alert">
          ${this.isMissing ? html`<p class="missing">${msg('Please choose what came of it.')}</p>` : nothing}
        </div>
        ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
      </div>
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button slot="footer" id="confirm-sign" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Sign')}</wa-button
      >
    </wa-dialog>`;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onOutcome = (event: CustomEvent<Outcome>): void => {
    this.outcome = event.detail;
    this.isMissing = false;
  };

  readonly #onConfirm = (): void => void this.#sign();

  async #sign(): Promise<void> {
    const { consultation } = this;
    if (!consultation || this.busy) return;
    if (this.isAlertOpen && this.outcome === null) {
      this.isMissing = true;
      return;
    }
    this.busy = true;
    this.failure = null;
    try {
      const signed = await signNote(consultation.id, this.outcome ?? undefined);
      this.isOpen = false;
      this.dispatchEvent(new CustomEvent('kh-note-signed', { detail: signed }));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-sign-note-dialog', KhSignNoteDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-sign-note-dialog': KhSignNoteDialog;
  }
}
