import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { EntryResult } from '#contracts/observation.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import type { TypedReading } from '#contracts/reading.ts';
import { EMERGENCY_NUMBERS } from '#contracts/region.ts';
import { toJudged, typedText } from '../format/typed-reading.ts';
import { unitOf } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { judge, rangesOf } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { resultStyles } from '../styles/result.ts';
import { judgementWord } from '../words/judgement.ts';
import { resultAdvice } from '../words/measure.ts';
import { kindWordPlain } from '../words/observation.ts';
import { reasonWord } from '../words/reason.ts';
import { KhElement } from './kh-element.ts';
import './kh-was-this-you.ts';

/**
 * What came of a reading that was typed in: what it means and what to do, or why it was put aside.
 * @fires kh-again - The person wants to measure again.
 */
export class KhMeasureResult extends KhElement {
  static override properties = {
    reading: { attribute: false },
    result: { attribute: false },
    record: { attribute: false },
  };
  declare reading: TypedReading | undefined;
  declare result: EntryResult | undefined;
  declare record: PatientSummary | undefined;

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

  override render() {
    const { reading, result, record } = this;
    if (!reading || !result || !record) return nothing;
    return result.fate === 'quarantined' ? this.#renderPutAside(result) : this.#renderKept(reading, record);
  }

  #renderPutAside({ reason }: EntryResult) {
    return html`<h1>${msg('Please measure again')}</h1>
      <div class="card" role="status">
        <p>
          ${msg('This reading was put aside, because it does not look right:')}
          ${reason === null ? nothing : reasonWord(reason)}
        </p>
      </div>
      ${this.#renderAgain()}`;
  }

  #renderKept(reading: TypedReading, record: PatientSummary) {
    const judgement = judge(toJudged(reading), rangesOf(record));
    return html`<h1>${kindWordPlain(reading.kind)}</h1>
      <div class="card" role="status">
        <p class="value"><strong>${typedText(reading)}</strong> ${unitOf(reading.kind, record.glucoseUnit)}</p>
        <p class="word ${judgement}">${judgementWord(judgement)}</p>
        <p>${resultAdvice(reading.kind, judgement, EMERGENCY_NUMBERS[record.region])}</p>
        <p class="saved">${icon('circle-check')}${msg('Saved')}</p>
      </div>
      <kh-was-this-you
        without-repeat
        .patientId=${record.id}
        .glucoseUnit=${record.glucoseUnit}
      ></kh-was-this-you>
      ${
        judgement === 'in-range' || judgement === 'high'
          ? html`<wa-button class="wide" variant="brand" href="/">${msg('Done')}</wa-button>${this.#renderAgain()}`
          : html`${this.#renderAgain()}<wa-button class="wide" appearance="outlined" href="/">${msg('Done')}</wa-button>`
      }`;
  }

  #renderAgain() {
    return html`<wa-button class="wide" appearance="outlined" @click=${this.#onAgain}
      >${icon('repeat')}${msg('Measure again')}</wa-button
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
