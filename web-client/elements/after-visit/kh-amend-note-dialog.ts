import { msg } from '@lit/localize';
import { html, nothing, type CSSResultGroup } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import { amendNote } from '../../data/consultations.ts';
import { fieldStyles } from '../../styles/field.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

/**
 * Adds to a signed note: what, and why. What was signed stays as it is.
 * @fires kh-note-amended - `detail` is the consultation with its amended note.
 */
export class KhAmendNoteDialog extends KhActionDialog {
  static override properties = { consultation: { attribute: false }, isMissing: { state: true } };
  declare consultation: Consultation | undefined;
  declare isMissing: boolean;

  static override styles: CSSResultGroup = [KhActionDialog.styles, fieldStyles];

  constructor() {
    super();
    this.isMissing = false;
  }

  show(): void {
    this.isMissing = false;
    this.open();
  }

  override render() {
    if (!this.consultation) return nothing;
    return this.renderDialog({
      heading: msg('Add to the signed note'),
      body: html`<p>${msg('What was signed stays as it is. What you add stands below it, with your name and the time.')}</p>
        <label class="field"
          ><span>${msg('What is added')}</span><textarea name="text" rows="4" maxlength="10000"></textarea>
        </label>
        <label class="field"
          ><span>${msg('Reason')}</span><input name="reason" maxlength="500" autocomplete="off"
        /></label>`,
      action: msg('Add'),
      actionId: 'confirm-amend',
    });
  }

  protected override problemWords(): string | null {
    return this.isMissing ? msg('Please write what is added and why, in a few words.') : null;
  }

  protected override async act(): Promise<Acted> {
    const { consultation } = this;
    const text = this.renderRoot.querySelector<HTMLTextAreaElement>('[name=text]')?.value.trim() ?? '';
    const reason = this.renderRoot.querySelector<HTMLInputElement>('[name=reason]')?.value.trim() ?? '';
    this.isMissing = text === '' || reason.length < 3;
    if (!consultation || this.isMissing) return 'missing';
    const amended = await amendNote(consultation.id, text, reason);
    return new CustomEvent('kh-note-amended', { detail: amended });
  }
}

customElements.define('kh-amend-note-dialog', KhAmendNoteDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-amend-note-dialog': KhAmendNoteDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-note-amended': CustomEvent<Consultation>;
  }
}
