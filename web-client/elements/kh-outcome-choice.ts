import { msg } from '@lit/localize';
import { html } from 'lit';
import type { Outcome } from '../data/alerts.ts';
import { baseStyles } from '../styles/base.ts';
import { choiceStyles } from '../styles/choice.ts';
import { OUTCOME_ORDER, outcomeWord } from '../words/outcome.ts';
import { KhElement } from './kh-element.ts';

/**
 * What came of an alert: all choices in sight, one tap.
 * @fires kh-outcome - `detail` is the chosen outcome.
 */
export class KhOutcomeChoice extends KhElement {
  static override properties = { outcome: { attribute: false } };
  declare outcome: Outcome | null;

  static override styles = [baseStyles, choiceStyles];

  constructor() {
    super();
    this.outcome = null;
  }

  override render() {
    return html`<fieldset @change=${this.#onChange}>
      <legend>${msg('What came of it?')}</legend>
      <div class="choices">
        ${OUTCOME_ORDER.map(
          (outcome) =>
            html`<label class="choice">
              <input type="radio" name="outcome" value=${outcome} .checked=${this.outcome === outcome} />
              <span>${outcomeWord(outcome)}</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }

  readonly #onChange = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    const outcome = OUTCOME_ORDER.find((each) => each === value);
    if (outcome !== undefined) this.dispatchEvent(new CustomEvent('kh-outcome', { detail: outcome }));
  };
}

customElements.define('kh-outcome-choice', KhOutcomeChoice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-outcome-choice': KhOutcomeChoice;
  }
  interface GlobalEventHandlersEventMap {
    'kh-outcome': CustomEvent<Outcome>;
  }
}
