import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { choiceStyles } from '../styles/choice.ts';
import { fieldStyles } from '../styles/field.ts';
import { readyReasonWord, type ReadyReason } from '../words/alert-reason.ts';
import { KhElement } from './kh-element.ts';

const OTHER = 'other';

/**
 * Why: one of a few ready reasons, one tap, or in one's own words.
 * @fires kh-reason - `detail` is the reason; empty while there is none.
 */
export class KhReasonChoice extends KhElement {
  static override properties = { ready: { attribute: false }, chosen: { state: true } };
  declare ready: readonly ReadyReason[];
  declare chosen: string | null;

  static override styles = [
    baseStyles,
    choiceStyles,
    fieldStyles,
    css`
      .field {
        margin-block-start: var(--kh-space-3);
      }
    `,
  ];

  constructor() {
    super();
    this.ready = [];
    this.chosen = null;
  }

  override render() {
    return html`<fieldset @change=${this.#onChange}>
        <legend>${msg('Reason')}</legend>
        <div class="choices">
          ${this.ready.map((reason) => this.#renderChoice(reason, readyReasonWord(reason)))}
          ${this.#renderChoice(OTHER, msg('Another reason'))}
        </div>
      </fieldset>
      ${
        this.chosen === OTHER
          ? html`<label class="field"
              ><span>${msg('In your own words')}</span
              ><input name="words" maxlength="500" autocomplete="off" @input=${this.#onWords}
            /></label>`
          : nothing
      }`;
  }

  #renderChoice(value: string, words: string) {
    return html`<label class="choice">
      <input type="radio" name="reason" value=${value} .checked=${this.chosen === value} />
      <span>${words}</span>
    </label>`;
  }

  readonly #onChange = (event: Event): void => {
    this.chosen = (event.target as HTMLInputElement).value;
    this.#tell(this.chosen === OTHER ? '' : this.chosen);
  };

  readonly #onWords = (event: Event): void => {
    this.#tell((event.target as HTMLInputElement).value.trim());
  };

  #tell(detail: string): void {
    this.dispatchEvent(new CustomEvent('kh-reason', { detail }));
  }
}

customElements.define('kh-reason-choice', KhReasonChoice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-reason-choice': KhReasonChoice;
  }
  interface GlobalEventHandlersEventMap {
    'kh-reason': CustomEvent<string>;
  }
}
