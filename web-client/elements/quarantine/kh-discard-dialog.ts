import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { QuarantinedReading } from '#contracts/quarantine.ts';
import { discardReading } from '../../data/quarantine.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { fieldStyles } from '../../styles/field.ts';
import { DISCARD_REASONS, discardWords, type DiscardReason } from '../../words/quarantine.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';
import { settle } from './settle.ts';

/**
 * "This is no measurement", and why. Says what will happen, with the patient's name in it.
 * @fires kh-settled - The reading waits no longer, or somebody else was first.
 */
export class KhDiscardDialog extends KhActionDialog {
  static override properties = {
    reading: { state: true },
    patientName: { state: true },
    reason: { state: true },
    isMissing: { state: true },
  };
  declare reading: QuarantinedReading | null;
  declare patientName: string | null;
  declare reason: DiscardReason | null;
  declare isMissing: boolean;

  static override styles = [KhActionDialog.styles, choiceStyles, fieldStyles];

  constructor() {
    super();
    this.reading = null;
    this.patientName = null;
    this.reason = null;
    this.isMissing = false;
  }

  show(reading: QuarantinedReading, patientName: string | null): void {
    this.reading = reading;
    this.patientName = patientName;
    this.reason = null;
    this.isMissing = false;
    this.open();
  }

  override render() {
    if (this.reading === null) return nothing;
    return this.renderDialog({
      heading: msg('Discard the reading'),
      body: this.#renderFields(),
      action: msg('Discard'),
      actionId: 'discard',
    });
  }

  #renderFields() {
    const { patientName } = this;
    return html`<p>
        ${
          patientName === null
            ? msg('It goes into nobody’s record.')
            : msg(str`It does not go into the record of ${patientName}, and what it had raised is closed.`)
        }
        ${msg('The message is kept. This cannot be undone.')}
      </p>
      <fieldset>
        <legend>${msg('Why?')}</legend>
        <div class="choices">
          ${DISCARD_REASONS.map(
            (reason) =>
              html`<label class="choice"
              ><input
                type="radio"
                name="reason"
                value=${reason}
                .checked=${this.reason === reason}
                @change=${() => this.#choose(reason)}
              /><span>${discardWords(reason)}</span></label
            >`,
          )}
        </div>
      </fieldset>
      ${
        this.reason === 'other'
          ? html`<label class="field"
            ><span>${msg('The reason')}</span><input name="words" maxlength="300" autocomplete="off"
          /></label>`
          : nothing
      }`;
  }

  protected override problemWords(): string | null {
    return this.isMissing ? msg('Please say why.') : null;
  }

  #choose(reason: DiscardReason): void {
    this.reason = reason;
    this.isMissing = false;
  }

  protected override async act(): Promise<Acted> {
    const { reading, reason } = this;
    const typed = this.renderRoot.querySelector<HTMLInputElement>('input[name=words]')?.value.trim() ?? '';
    const words = reason === null || reason === 'other' ? typed : discardWords(reason);
    this.isMissing = words.length < 3;
    if (reading === null || this.isMissing) return 'missing';
    return settle(this, () => discardReading(reading.id, { reason: words }));
  }
}

customElements.define('kh-discard-dialog', KhDiscardDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-discard-dialog': KhDiscardDialog;
  }
}
