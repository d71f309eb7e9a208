import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import type { ThresholdKey, ThresholdLimit } from '#contracts/threshold.ts';
import { boundFrom, boundIn, boundStep, boundText } from '../format/threshold.ts';
import { parseNumber } from '../format/typed-reading.ts';
import { unitOf, type GlucoseUnit } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { SIGNS } from '../words/evidence.ts';
import { boundWithUnit, floorWord, kindOfThreshold, thresholdWord } from '../words/threshold.ts';
import { KhElement } from './kh-element.ts';

/**
 * One threshold: a slider, and the same number to type. Says what holds when nothing is chosen, and why the slider ends
 * where it does.
 * @fires kh-threshold - `detail` has `key` and the chosen `value` in canonical units; null: back to the default.
 */
export class KhThresholdSlider extends KhElement {
  static override properties = {
    limit: { attribute: false },
    value: { attribute: false },
    fallback: { attribute: false },
    period: { attribute: false },
    glucoseUnit: { attribute: false },
    disabled: { type: Boolean },
    typed: { state: true },
  };
  declare limit: ThresholdLimit | undefined;
  /** Null where nothing is chosen and `fallback` holds. Both in canonical units. */
  declare value: number | null;
  declare fallback: number;
  declare period: 'day' | 'night';
  declare glucoseUnit: GlucoseUnit;
  declare disabled: boolean;
  /** What stands in the number field and is no possible value; null where it is one. */
  declare typed: string | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .slider {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--kh-space-1) var(--kh-space-3);
      }
      label {
        font-weight: var(--kh-weight-strong);
        overflow-wrap: anywhere;
      }
      .number {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
        white-space: nowrap;
      }
      .number input {
        inline-size: 4.5em;
        min-block-size: var(--kh-target);
        padding: 0 var(--kh-space-3);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-surface);
        color: var(--kh-ink);
        font: inherit;
        font-size: var(--kh-text-l);
        font-weight: var(--kh-weight-strong);
        font-variant-numeric: tabular-nums;
        text-align: end;
      }
      .number input:disabled {
        border-color: var(--kh-line);
        background: var(--kh-sunken);
      }
      .number input[aria-invalid='true'] {
        border-width: 2px;
      }
      input[type='range'] {
        grid-column: 1 / -1;
        inline-size: 100%;
        block-size: var(--kh-target);
        margin: 0;
        appearance: none;
        background: none;
        cursor: pointer;
      }
      input[type='range']:disabled {
        cursor: default;
      }
      input[type='range']:focus-visible {
        outline: none;
      }
      input[type='range']:focus-visible::-webkit-slider-thumb {
        outline: 3px solid var(--kh-focus);
        outline-offset: 2px;
      }
      input[type='range']:focus-visible::-moz-range-thumb {
        outline: 3px solid var(--kh-focus);
        outline-offset: 2px;
      }
      input[type='range']::-webkit-slider-runnable-track {
        block-size: 8px;
        border-radius: var(--kh-radius-pill);
        background: var(--kh-line);
      }
      input[type='range']::-moz-range-track {
        block-size: 8px;
        border-radius: var(--kh-radius-pill);
        background: var(--kh-line);
      }
      input[type='range']::-webkit-slider-thumb {
        appearance: none;
        inline-size: 28px;
        block-size: 28px;
        margin-block-start: -10px;
        border: 3px solid var(--kh-surface);
        border-radius: 50%;
        background: var(--quantity, var(--kh-brand));
        box-shadow: 0 0 0 1px var(--kh-line-strong);
      }
      input[type='range']::-moz-range-thumb {
        inline-size: 22px;
        block-size: 22px;
        border: 3px solid var(--kh-surface);
        border-radius: 50%;
        background: var(--quantity, var(--kh-brand));
        box-shadow: 0 0 0 1px var(--kh-line-strong);
      }
      input[type='range']:disabled::-webkit-slider-thumb {
        background: var(--kh-line-strong);
      }
      input[type='range']:disabled::-moz-range-thumb {
        background: var(--kh-line-strong);
      }
      .foot {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 var(--kh-space-3);
        min-block-size: var(--kh-target);
      }
      .foot p {
        flex: 1 1 14rem;
        min-inline-size: 0;
      }
      .problem {
        grid-column: 1 / -1;
        font-weight: var(--kh-weight-strong);
      }
      @media (max-width: 600px) {
        .slider > label {
          grid-column: 1 / -1;
        }
        .number {
          grid-column: 1 / -1;
          justify-self: start;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.value = null;
    this.fallback = 0;
    this.period = 'day';
    this.glucoseUnit = 'mmol/L';
    this.disabled = false;
    this.typed = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Another value came from elsewhere: what was typed was about the one before.
    if (changed.has('value') || changed.has('period') || changed.has('limit')) this.typed = null;
  }

  override render() {
    const { limit, glucoseUnit } = this;
    if (limit === undefined) return nothing;
    const unit = unitOf(kindOfThreshold(limit.key), glucoseUnit);
    const name = thresholdWord(limit.key);
    const [min, max] = [boundIn(limit, limit.min, glucoseUnit), boundIn(limit, limit.max, glucoseUnit)];
    const canonical = this.value ?? this.fallback;
    const shown = boundText(limit, canonical, glucoseUnit);
    return html`<div class="slider">
      <label for="number">${name}</label>
      <span class="number">
        <span aria-hidden="true">${SIGNS[limit.operator]}</span>
        <input
          id="number"
          type="text"
          inputmode="decimal"
          autocomplete="off"
          maxlength="6"
          aria-invalid=${this.typed !== null}
          aria-describedby="hint problem"
          ?disabled=${this.disabled}
          .value=${this.typed ?? shown}
          @change=${this.#onNumber}
        />
        <span class="soft">${unit}</span>
      </span>
      <input
        type="range"
        aria-label=${name}
        aria-valuetext=${boundWithUnit(limit, canonical, glucoseUnit)}
        aria-describedby="hint"
        min=${min}
        max=${max}
        step=${boundStep(limit.key, glucoseUnit)}
        ?disabled=${this.disabled}
        .value=${shown}
        @input=${this.#onSlide}
      />
      <div class="problem" id="problem" role="alert">
        ${this.typed === null ? nothing : html`<p>${msg(str`From ${min} to ${max} ${unit}, please.`)}</p>`}
      </div>
      <div class="foot small soft" id="hint">
        <p>${this.#hint(limit)}</p>
        ${
          this.value === null || this.disabled
            ? nothing
            : html`<button class="quiet-button small" type="button" @click=${() => this.#choose(null)}>
                ${icon('repeat')}${this.period === 'day' ? msg('Back to default') : msg('As by day')}
              </button>`
        }
      </div>
    </div>`;
  }

  #hint(limit: ThresholdLimit): string {
    const bound = boundWithUnit(limit, this.fallback, this.glucoseUnit);
    const standard = this.period === 'day' ? msg(str`Guideline: ${bound}.`) : msg(str`By day: ${bound}.`);
    return limit.isFloor ? `${standard} ${floorWord(limit, this.glucoseUnit)}` : standard;
  }

  readonly #onSlide = (event: Event): void => {
    const { limit } = this;
    if (limit === undefined) return;
    this.typed = null;
    this.#choose(boundFrom(limit, (event.target as HTMLInputElement).valueAsNumber, this.glucoseUnit));
  };

  readonly #onNumber = (event: Event): void => {
    const { limit, glucoseUnit } = this;
    if (limit === undefined) return;
    const text = (event.target as HTMLInputElement).value;
    const value = parseNumber(text);
    const [min, max] = [boundIn(limit, limit.min, glucoseUnit), boundIn(limit, limit.max, glucoseUnit)];
    if (value === null || value < min || value > max) {
      this.typed = text;
      return;
    }
    this.typed = null;
    // Written as it acts: 170.4 becomes 170.
    this.requestUpdate();
    this.#choose(boundFrom(limit, value, glucoseUnit));
  };

  #choose(canonical: number | null): void {
    const { limit } = this;
    if (limit === undefined) return;
    const value = canonical === this.fallback ? null : canonical;
    this.dispatchEvent(new CustomEvent('kh-threshold', { detail: { key: limit.key, value } }));
  }
}

customElements.define('kh-threshold-slider', KhThresholdSlider);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-slider': KhThresholdSlider;
  }
  interface GlobalEventHandlersEventMap {
    'kh-threshold': CustomEvent<{ key: ThresholdKey; value: number | null }>;
  }
}
