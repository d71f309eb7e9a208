import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import { EMERGENCY_NUMBERS } from '#contracts/region.ts';
import type { Delivery, PairedSensor } from '../controllers/pairing-state.ts';
import { clockText } from '../format/time.ts';
import { shownValue } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { judge, rangesOf } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { judgementWord } from '../words/judgement.ts';
import { resultAdvice } from '../words/measure.ts';
import { kindWordPlain } from '../words/observation.ts';
import { deliveryWords } from '../words/pairing.ts';
import { KhElement } from './kh-element.ts';

const BATTERY_LOW_PERCENT = 20;

/** A paired device: whether it is there, what it said last, and whether the clinic has it. */
export class KhPairedSensor extends KhElement {
  static override properties = {
    sensor: { attribute: false },
    delivery: { attribute: false },
    observation: { attribute: false },
    record: { attribute: false },
    isAsked: { type: Boolean, attribute: 'asked' },
  };
  declare sensor: PairedSensor | undefined;
  declare delivery: Delivery | undefined;
  /** The newest value of this device, as the clinic decoded and stored it. */
  declare observation: Observation | null;
  declare record: PatientSummary | undefined;
  /** What to do about the value stands elsewhere: it is to be taken again. */
  declare isAsked: boolean;

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .line {
        display: flex;
        align-items: flex-start;
        gap: var(--kh-space-3);
        min-inline-size: 0;
      }
      .line > :last-child {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .result {
        display: grid;
        gap: var(--kh-space-2);
        padding-block-start: var(--kh-space-4);
        border-block-start: 1px solid var(--kh-line);
      }
      .value strong {
        font-size: var(--kh-text-4xl);
        line-height: 1.1;
      }
      .word {
        font-size: var(--kh-text-xl);
        font-weight: var(--kh-weight-strong);
      }
      .word.in-range,
      .saved .icon {
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.observation = null;
    this.isAsked = false;
  }

  override render() {
    const { sensor, delivery } = this;
    if (!sensor || !delivery) return nothing;
    const isSaved = delivery.received > 0 && delivery.waiting === 0;
    return html`<div class="card">
      <div role="status">
        <p class="line">
          ${icon(sensor.isConnected ? 'circle-check' : 'clock')}<span
            ><strong>${sensor.label}</strong> · ${sensor.isConnected ? msg('connected') : msg('not connected')}</span
          >
        </p>
      </div>
      ${
        sensor.isConnected
          ? nothing
          : html`<p class="soft">
            ${msg(
              'Many devices switch Bluetooth off after each reading. Measure again and keep it close: it connects by itself while this page is open.',
            )}
          </p>`
      }
      ${this.#renderBattery(sensor)}
      <div role="status">
        <p class="line ${isSaved ? 'saved' : ''}">
          ${icon(isSaved ? 'circle-check' : delivery.isOnline ? 'clock' : 'wifi-off')}<span
            >${deliveryWords(delivery)}</span
          >
        </p>
      </div>
      ${
        sensor.hasNothingNew && delivery.received === 0
          ? html`<p class="soft">${msg('Your meter has no new results.')}</p>`
          : nothing
      }
      ${this.#renderValue(isSaved)}
    </div>`;
  }

  #renderBattery({ battery }: PairedSensor) {
    if (battery === null) return nothing;
    return html`<p class="soft">
      ${
        battery <= BATTERY_LOW_PERCENT
          ? msg(str`Battery: ${battery} %. Please change or charge it soon.`)
          : msg(str`Battery: ${battery} %`)
      }
    </p>`;
  }

  #renderValue(isSaved: boolean) {
    const { observation, record } = this;
    if (!record) return nothing;
    if (observation === null) {
      return isSaved
        ? html`<p class="soft">
          ${msg('The value appears here in a moment. If it does not, your care team will look at it.')}
        </p>`
        : nothing;
    }
    const { value, unit } = shownValue(observation, record.glucoseUnit);
    const judgement = judge(observation, rangesOf(record));
    return html`<div class="result" role="status">
      <h2>${kindWordPlain(observation.kind)} · ${clockText(observation.effectiveAt)}</h2>
      <p class="value"><strong>${value}</strong> ${unit}</p>
      <p class="word ${judgement}">${judgementWord(judgement)}</p>
      ${
        this.isAsked
          ? nothing
          : html`<p>${resultAdvice(observation.kind, judgement, EMERGENCY_NUMBERS[record.region])}</p>`
      }
    </div>`;
  }
}

customElements.define('kh-paired-sensor', KhPairedSensor);
declare global {
  interface HTMLElementTagNameMap {
    'kh-paired-sensor': KhPairedSensor;
  }
}
