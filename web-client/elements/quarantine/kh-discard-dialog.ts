import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { QuarantinedReading } from '#contracts/quarantine.ts';
import { discardReading } from '../../data/quarantine.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { fieldStyles } from '../../styles/field.ts';
import { DISCARD_REASONS, discardWords, type DiscardReason } from '../../words/quarantine.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';

/**
 * "This is no measurement", and why. Says what will happen, with the patient's name in it.
 * @fires kh-settled - The reading waits no longer, or somebody else was first.
 */
export class KhDiscardDialog extends KhElement {
  static override properties = {
    reading: { state: true },
    patientName: { state: true },
    reason: { state: true },
    isMissing: { state: true },
    isOpen: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare reading: QuarantinedReading | null;
  declare patientName: string | null;
  declare reason: DiscardReason | null;
  declare isMissing: boolean;
  declare isOpen: boolean;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    choiceStyles,
    fieldStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .missing {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.reading = null;
    this.patientName = null;
    this.reason = null;
    this.isMissing = false;
    this.isOpen = false;
    this.busy = false;
    this.failure = null;
  }

  show(reading: QuarantinedReading, patientName: string | null): void {
    this.reading = reading;
    this.patientName = patientName;
    this.reason = null;
    this.isMissing = false;
    this.failure = null;
    this.isOpen = true;
  }

  override render() {
    const { reading, patientName } = this;
    if (reading === null) return nothing;
    return html`<wa-dialog .label=${msg('Discard the reading')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      <form @submit=${this.#onSubmit} novalidate>
        <p>
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
        }
        <div role="alert">
          ${this.isMissing ? html`<p class="missing">${msg('Please say why.')}</p>` : nothing}
          ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
        </div>
      </form>
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="discard" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Discard')}</wa-button
      >
    </wa-dialog>`;
  }

  #choose(reason: DiscardReason): void {
    this.reason = reason;
    this.isMissing = false;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#discard();
  };

  readonly #onConfirm = (): void => void this.#discard();

  async #discard(): Promise<void> {
    const { reading, reason, busy } = this;
    if (reading === null || busy) return;
    const typed = this.renderRoot.querySelector<HTMLInputElement>('input[name=words]')?.value.trim() ?? '';
    const words = reason === null || reason === 'other' ? typed : discardWords(reason);
    if (words.length < 3) {
      this.isMissing = true;
      return;
    }
    this.busy = true;
    this.failure = null;
    try {
      await discardReading(reading.id, { reason: words });
      this.isOpen = false;
      this.dispatchEvent(new Event('kh-settled'));
    } catch (error) {
      this.failure = failureCode(error);
      if (this.failure === 'conflict') this.dispatchEvent(new Event('kh-settled'));
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-discard-dialog', KhDiscardDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-discard-dialog': KhDiscardDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-settled': Event;
  }
}
