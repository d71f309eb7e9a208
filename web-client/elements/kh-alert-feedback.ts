import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { giveFeedback } from '../data/alerts.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { baseStyles } from '../styles/base.ts';
import { choiceStyles } from '../styles/choice.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/** Was this alert useful? One tap; it stands there afterwards and can be changed. Rules are judged by the answers. */
export class KhAlertFeedback extends KhElement {
  static override properties = {
    alertId: { attribute: false },
    isUseful: { attribute: false },
    failure: { state: true },
    isSaved: { state: true },
  };
  declare alertId: string;
  /** What the person has said; null: nothing yet. */
  declare isUseful: boolean | null;
  declare failure: FailureCode | null;
  declare isSaved: boolean;

  #turn: Promise<void> = Promise.resolve();

  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      .choices {
        grid-template-columns: repeat(auto-fill, minmax(min(9rem, 100%), 1fr));
      }
    `,
  ];

  constructor() {
    super();
    this.alertId = '';
    this.isUseful = null;
    this.failure = null;
    this.isSaved = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('alertId')) return;
    this.failure = null;
    this.isSaved = false;
  }

  override render() {
    const choices = [
      { isUseful: true, word: msg('Yes, useful') },
      { isUseful: false, word: msg('No, not useful') },
    ];
    return html`<fieldset>
        <legend>${msg('Was this alert useful?')}</legend>
        <div class="choices">
          ${choices.map(
            ({ isUseful, word }) =>
              html`<label class="choice">
                <input
                  type="radio"
                  name="useful"
                  value=${String(isUseful)}
                  .checked=${this.isUseful === isUseful}
                  @change=${() => this.#onChoose(isUseful)}
                />
                <span>${word}</span>
              </label>`,
          )}
        </div>
      </fieldset>
      <p class="soft small" role="status">${this.isSaved ? msg('Saved') : nothing}</p>
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}`;
  }

  /** One answer after the other, so that the last one stands. */
  #onChoose(isUseful: boolean): void {
    const before = this.isUseful;
    this.isUseful = isUseful;
    const { alertId } = this;
    this.#turn = this.#turn.then(() => this.#give(alertId, isUseful, before));
  }

  async #give(alertId: string, isUseful: boolean, before: boolean | null): Promise<void> {
    this.failure = null;
    this.isSaved = false;
    try {
      await giveFeedback(alertId, isUseful);
      if (alertId === this.alertId) this.isSaved = true;
    } catch (error) {
      if (alertId !== this.alertId) return;
      // What stands there is what is stored, not what was tried.
      this.isUseful = before;
      this.failure = failureCode(error);
    }
  }
}

customElements.define('kh-alert-feedback', KhAlertFeedback);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-feedback': KhAlertFeedback;
  }
}
