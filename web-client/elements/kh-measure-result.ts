import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { EntryResult } from '#contracts/observation.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import type { TypedReading } from '#contracts/reading.ts';
import { EMERGENCY_NUMBERS } from '#contracts/region.ts';
import type { RepeatRequest } from '#contracts/repeat.ts';
import { toJudged, typedText } from '../format/typed-reading.ts';
import { unitOf } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { judge, rangesOf, type Judgement } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { resultStyles } from '../styles/result.ts';
import { dangerAdvice } from '../words/home-protocol.ts';
import { judgementWord } from '../words/judgement.ts';
import { resultAdvice } from '../words/measure.ts';
import { kindWordPlain } from '../words/observation.ts';
import { reasonWord } from '../words/reason.ts';
import { KhElement } from './kh-element.ts';
import './kh-repeat-card.ts';
import './kh-was-this-you.ts';

/**
 * What became of a reading that was typed in: the value, a word, and what to do next.
 * @fires kh-again - The person wants to measure the same again.
 */
export class KhMeasureResult extends KhElement {
  static override properties = {
    reading: { attribute: false },
    result: { attribute: false },
    record: { attribute: false },
    request: { attribute: false },
    aheadMs: { attribute: false },
  };
  declare reading: TypedReading | undefined;
  declare result: EntryResult | undefined;
  declare record: PatientSummary | undefined;
  /** The reading is to be taken again, or answers such a question. */
  declare request: RepeatRequest | undefined;
  /** How far the server's clock is ahead of this device's, in ms. */
  declare aheadMs: number;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    resultStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      .card {
        display: grid;
        gap: var(--kh-space-3);
      }
      .saved {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        color: var(--kh-ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    this.aheadMs = 0;
  }

  override render() {
    const { reading, result, record } = this;
    if (!reading || !result || !record) return nothing;
    return result.fate === 'quarantined' ? this.#renderHeld(result) : this.#renderValue(reading, record);
  }

  #renderHeld({ reason }: EntryResult) {
    return html`<h1>${msg('Please measure again')}</h1>
      <div class="card" role="status">
        <p>
          ${msg('This reading was put aside, because it does not look right:')}
          ${reason === null ? nothing : reasonWord(reason)}
        </p>
      </div>
      ${this.#renderAgain(true)}`;
  }

  #renderValue(reading: TypedReading, record: PatientSummary) {
    const { request } = this;
    const judgement = judge(toJudged(reading), rangesOf(record));
    return html`<h1>${kindWordPlain(reading.kind)}</h1>
      <div class="card" role="status">
        <p class="value"><strong>${typedText(reading)}</strong> ${unitOf(reading.kind, record.glucoseUnit)}</p>
        <p class="word ${judgement}">${judgementWord(judgement)}</p>
        ${request ? nothing : html`<p>${this.#advice(reading, judgement, record)}</p>`}
        <p class="saved">${icon('circle-check')}${msg('Saved')}</p>
      </div>
      ${request ? this.#renderRequest(request, record) : nothing}
      <kh-was-this-you
        without-repeat
        .patientId=${record.id}
        .glucoseUnit=${record.glucoseUnit}
      ></kh-was-this-you>
      ${request ? this.#renderDone(request.answer !== null) : this.#renderNext(judgement)}`;
  }

  /** Whoever feels unwell is not told that all is well, whatever the number is. */
  #advice(reading: TypedReading, judgement: Judgement, { region }: PatientSummary): string {
    const number = EMERGENCY_NUMBERS[region];
    const isUnwell = reading.flags?.includes('symptoms') === true;
    return isUnwell && judgement === 'in-range'
      ? dangerAdvice('symptoms', number)
      : resultAdvice(reading.kind, judgement, number);
  }

  /** What is to be done comes before what is asked. */
  #renderRequest(request: RepeatRequest, { region, glucoseUnit }: PatientSummary) {
    return html`<kh-repeat-card
        .request=${request}
        .aheadMs=${this.aheadMs}
        .region=${region}
        .glucoseUnit=${glucoseUnit}
        @kh-again=${this.#onAgain}
      ></kh-repeat-card>`;
  }

  #renderNext(judgement: Judgement) {
    return judgement === 'in-range' || judgement === 'high'
      ? html`${this.#renderDone(true)} ${this.#renderAgain(false)}`
      : html`${this.#renderAgain(true)} ${this.#renderDone(false)}`;
  }

  #renderAgain(isMain: boolean) {
    return html`<wa-button
      class="wide"
      variant=${isMain ? 'brand' : 'neutral'}
      appearance=${isMain ? 'accent' : 'outlined'}
      @click=${this.#onAgain}
      >${icon('repeat')}${msg('Measure again')}</wa-button
    >`;
  }

  #renderDone(isMain: boolean) {
    return html`<wa-button
      class="wide"
      variant=${isMain ? 'brand' : 'neutral'}
      appearance=${isMain ? 'accent' : 'outlined'}
      href="/"
      >${msg('Done')}</wa-button
    >`;
  }

  readonly #onAgain = (): void => {
    this.dispatchEvent(new Event('kh-again'));
  };
}

customElements.define('kh-measure-result', KhMeasureResult);
declare global {
  interface HTMLElementTagNameMap {
    'kh-measure-result': KhMeasureResult;
  }
}
