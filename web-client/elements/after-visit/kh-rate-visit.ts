import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import { VISIT_RATINGS, type VisitRating } from '#contracts/visit-rating.ts';
import { rateVisit } from '../../data/consultations.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { fieldStyles } from '../../styles/field.ts';
import { visitRatingWord } from '../../words/visit-rating.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';

/**
 * How was the video visit? Three answers in words, and a comment for whoever wants to.
 * @fires kh-rated - `detail` is the consultation with the answer.
 */
export class KhRateVisit extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    chosen: { state: true },
    isSaving: { state: true },
    isSaved: { state: true },
    failure: { state: true },
  };
  declare consultation: Consultation | undefined;
  declare chosen: VisitRating | null;
  declare isSaving: boolean;
  declare isSaved: boolean;
  declare failure: FailureCode | null;

  #consultationId: string | null = null;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    choiceStyles,
    fieldStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .choices {
        grid-template-columns: minmax(0, 1fr);
      }
    `,
  ];

  constructor() {
    super();
    this.chosen = null;
    this.isSaving = false;
    this.isSaved = false;
    this.failure = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { consultation } = this;
    if (!changed.has('consultation') || !consultation || consultation.id === this.#consultationId) return;
    this.#consultationId = consultation.id;
    this.chosen = consultation.rating?.rating ?? null;
    this.isSaved = consultation.rating !== null;
    this.failure = null;
  }

  override render() {
    const { consultation, chosen } = this;
    if (!consultation) return nothing;
    return html`<form class="card" @submit=${this.#onSubmit}>
      <fieldset @change=${this.#onChoose}>
        <legend>${msg('How were picture and sound?')}</legend>
        <div class="choices">
          ${VISIT_RATINGS.map(
            (rating) =>
              html`<label class="choice">
                <input type="radio" name="rating" value=${rating} .checked=${chosen === rating} />
                <span>${visitRatingWord(rating)}</span>
              </label>`,
          )}
        </div>
      </fieldset>
      ${
        chosen === null
          ? nothing
          : html`<label class="field"
                ><span>${msg('Anything to add? (not necessary)')}</span
                ><textarea name="comment" rows="2" maxlength="1000" .value=${consultation.rating?.comment ?? ''}></textarea>
              </label>
              <wa-button id="rate" class="wide" appearance="outlined" type="submit" ?loading=${this.isSaving}
                >${msg('Send')}</wa-button
              >`
      }
      <p role="status">${this.isSaved ? msg('Thank you. Your answer is with the clinic.') : nothing}</p>
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
    </form>`;
  }

  readonly #onChoose = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    this.chosen = VISIT_RATINGS.find((rating) => rating === value) ?? null;
    this.isSaved = false;
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.#rate();
  };

  async #rate(): Promise<void> {
    const { consultation, chosen } = this;
    if (!consultation || chosen === null || this.isSaving) return;
    const comment = this.renderRoot.querySelector<HTMLTextAreaElement>('[name=comment]')?.value.trim() ?? '';
    this.isSaving = true;
    this.failure = null;
    try {
      const rated = await rateVisit(consultation.id, chosen, comment);
      this.isSaved = true;
      this.dispatchEvent(new CustomEvent('kh-rated', { detail: rated }));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.isSaving = false;
    }
  }
}

customElements.define('kh-rate-visit', KhRateVisit);
declare global {
  interface HTMLElementTagNameMap {
    'kh-rate-visit': KhRateVisit;
  }
  interface GlobalEventHandlersEventMap {
    'kh-rated': CustomEvent<Consultation>;
  }
}
