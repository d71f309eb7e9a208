import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Explanation } from '#contracts/alert.ts';
import { momentText } from '../format/time.ts';
import type { GlucoseUnit } from '../format/value.ts';
import { baseStyles } from '../styles/base.ts';
import { channelWord } from '../words/delivery.ts';
import {
  comparisonText,
  contributionValue,
  meanDetail,
  meanValue,
  pulseText,
  shiftDetail,
  shiftValue,
  usualDetail,
  usualValue,
} from '../words/evidence.ts';
import { reasonWord } from '../words/reason.ts';
import { ruleSetWord } from '../words/rule-set.ts';
import { KhElement } from './kh-element.ts';
import './kh-forecast.ts';

/** More readings than this are a list nobody reads; the newest stand, the number of the others is said. */
const MOST_READINGS = 8;

/**
 * Why an alert exists, in words: the readings, what is usual for the patient, the rule as it was compared, its source, and
 * the forecast with its band.
 */
export class KhExplanation extends KhElement {
  static override properties = {
    explanation: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
  };
  declare explanation: Explanation | undefined;
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--kh-space-4) var(--kh-space-6);
      }
      dt {
        color: var(--kh-ink-soft);
      }
      dd {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .value {
        font-weight: var(--kh-weight-strong);
      }
      @media (max-width: 600px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--kh-space-1);
        }
        dd {
          margin-block-end: var(--kh-space-3);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
  }

  override render() {
    const { explanation } = this;
    if (!explanation) return nothing;
    const { reason, device, delivery, forecast, pulse } = explanation;
    return html`<dl>
      ${this.#renderReadings(explanation)} ${this.#renderMean(explanation)} ${this.#renderShift(explanation)}
      ${pulse === undefined ? nothing : html`<dt>${msg('Pulse')}</dt><dd>${pulseText(pulse)}</dd>`}
      ${this.#renderUsual(explanation)} ${this.#renderComparisons(explanation)}
      ${device === undefined ? nothing : html`<dt>${msg('Device')}</dt><dd>${device.label}</dd>`}
      ${
        delivery === undefined
          ? nothing
          : html`<dt>${msg('Message')}</dt>
            <dd>
              <a href="/alerts/${delivery.alertId}"
                >${msg(str`${channelWord(delivery.channel)} to ${delivery.recipientName}`)}</a
              >
            </dd>`
      }
      ${reason === undefined ? nothing : html`<dt>${msg('Reason')}</dt><dd>${reasonWord(reason)}</dd>`}
      ${
        forecast === undefined
          ? nothing
          : html`<dt>${msg('Forecast')}</dt>
            <dd><kh-forecast .forecast=${forecast} .glucoseUnit=${this.glucoseUnit} .now=${this.now}></kh-forecast></dd>`
      }
      ${this.#renderRule(explanation)}
    </dl>`;
  }

  /** No guideline says anything about a device or a message: the reason has said it all. */
  #renderRule({ ruleId, ruleSet, ruleVersion, source, reason }: Explanation) {
    if (reason !== undefined)
      return html`<dt>${msg('Rule')}</dt>
        <dd class="soft"><code>${ruleId}</code></dd>`;
    return html`<dt>${msg('Rule')}</dt>
      <dd>
        ${msg(str`${ruleSetWord(ruleSet)}, version ${ruleVersion}`)}
        <span class="soft">(<code>${ruleId}</code>)</span>
      </dd>
      <dt>${msg('Source')}</dt>
      <dd>${source.replaceAll('>=', '≥').replaceAll('<=', '≤')}</dd>`;
  }

  #renderReadings({ contributions }: Explanation) {
    if (contributions.length === 0) return nothing;
    const newestFirst = [...contributions].sort((a, b) => b.effectiveAt.localeCompare(a.effectiveAt));
    const left = newestFirst.length - MOST_READINGS;
    return html`<dt>${msg('Readings')}</dt>
      <dd>
        <ul>
          ${newestFirst.slice(0, MOST_READINGS).map((contribution) => {
            const { value, unit } = contributionValue(contribution, this.glucoseUnit);
            return html`<li>
              <span class="value">${value}</span> ${unit}
              <span class="soft">· ${momentText(contribution.effectiveAt, this.now)}</span>
            </li>`;
          })}
          ${left > 0 ? html`<li class="soft">${msg(str`and ${left} earlier`)}</li>` : nothing}
        </ul>
      </dd>`;
  }

  #renderMean({ mean }: Explanation) {
    if (mean === undefined) return nothing;
    const { value, unit } = meanValue(mean);
    return html`<dt>${msg('Mean')}</dt>
      <dd>
        <span class="value">${value}</span> ${unit}
        <span class="soft">· ${meanDetail(mean, this.now)}</span>
      </dd>`;
  }

  #renderShift({ shift }: Explanation) {
    if (shift === undefined) return nothing;
    const { value, unit } = shiftValue(shift);
    return html`<dt>${msg('Change')}</dt>
      <dd>
        <span class="value">${value}</span> ${unit}
        <span class="soft">· ${shiftDetail(shift, this.now)}</span>
      </dd>`;
  }

  #renderUsual({ usual }: Explanation) {
    if (usual === undefined) return nothing;
    const { value, unit } = usualValue(usual, this.glucoseUnit);
    return html`<dt>${msg('Usual for this patient')}</dt>
      <dd id="usual">
        <span class="value">${value}</span> ${unit}
        <span class="soft">· ${usualDetail(usual)}</span>
      </dd>`;
  }

  #renderComparisons({ comparisons }: Explanation) {
    if (comparisons.length === 0) return nothing;
    return html`<dt>${msg('Limit')}</dt>
      <dd>
        <ul>
          ${comparisons.map((comparison) => html`<li>${comparisonText(comparison, this.glucoseUnit)}</li>`)}
        </ul>
      </dd>`;
  }
}

customElements.define('kh-explanation', KhExplanation);
declare global {
  interface HTMLElementTagNameMap {
    'kh-explanation': KhExplanation;
  }
}
