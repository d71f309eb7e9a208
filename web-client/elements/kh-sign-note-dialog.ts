import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import type { Outcome } from '../data/alerts.ts';
import { signNote } from '../data/consultations.ts';
import { KhActionDialog, type Acted } from './kh-action-dialog.ts';
import './kh-outcome-choice.ts';

/**
 * Signing cannot be undone: says what will happen, and asks what came of the alert where one is still open.
 * @fires kh-note-signed - `detail` is the consultation with its signed note.
 */
export class KhSignNoteDialog extends KhActionDialog {
  static override properties = {
    consultation: { attribute: false },
    isAlertOpen: { attribute: false },
    outcome: { state: true },
    isMissing: { state: true },
  };
  declare consultation: Consultation | undefined;
  declare isAlertOpen: boolean;
  declare outcome: Outcome | null;
  declare isMissing: boolean;

  constructor() {
    super();
    this.isAlertOpen = false;
    this.outcome = null;
    this.isMissing = false;
  }

  show(): void {
    this.outcome = null;
    this.isMissing = false;
    this.open();
  }

  override render() {
    if (!this.consultation) return nothing;
    return this.renderDialog({
      heading: msg('Sign the note'),
      body: this.#renderFields(this.consultation),
      action: msg('Sign'),
      actionId: 'confirm-sign',
    });
  }

  #renderFields({ patientName }: Consultation) {
    return html`<p>
        ${
          this.isAlertOpen
            ? msg(
                str`The note on ${patientName} can then no longer be changed, and the alert that led to this visit is closed.`,
              )
            : msg(str`The note on ${patientName} can then no longer be changed.`)
        }
      </p>
      ${
        this.isAlertOpen
          ? html`<kh-outcome-choice .outcome=${this.outcome} @kh-outcome=${this.#onOutcome}></kh-outcome-choice>`
          : nothing
      }`;
  }

  protected override problemWords(): string | null {
    return this.isMissing ? msg('Please choose what came of it.') : null;
  }

  readonly #onOutcome = (event: CustomEvent<Outcome>): void => {
    this.outcome = event.detail;
    this.isMissing = false;
  };

  protected override async act(): Promise<Acted> {
    const { consultation, outcome } = this;
    this.isMissing = this.isAlertOpen && outcome === null;
    if (!consultation || this.isMissing) return 'missing';
    const signed = await signNote(consultation.id, outcome ?? undefined);
    return new CustomEvent('kh-note-signed', { detail: signed });
  }
}

customElements.define('kh-sign-note-dialog', KhSignNoteDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-sign-note-dialog': KhSignNoteDialog;
  }
}
