import { css, html, nothing } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { ThresholdKey, ThresholdLimit } from '#contracts/threshold.ts';
import type { Period } from '../controllers/threshold-draft.ts';
import type { GlucoseUnit } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { KIND_ICONS, kindWord } from '../words/observation.ts';
import { boundWord, isOfAllDay } from '../words/threshold.ts';
import './charts/kh-threshold-strip.ts';
import { KhElement } from './kh-element.ts';
import './kh-skeleton.ts';
import './kh-threshold-slider.ts';

/** One threshold as it is chosen: `value` is null where it is the `fallback`; both in canonical units. */
export type ChosenBound = { limit: ThresholdLimit; value: number | null; fallback: number };

/**
 * The thresholds of one kind of reading: a slider each, under the patient's own last 30 days.
 * @fires kh-threshold - As the slider that was moved says it.
 */
export class KhThresholdKind extends KhElement {
  static override properties = {
    kind: { attribute: false },
    bounds: { attribute: false },
    observations: { attribute: false },
    from: { attribute: false },
    to: { attribute: false },
    period: { attribute: false },
    glucoseUnit: { attribute: false },
    disabled: { type: Boolean },
    isLoading: { type: Boolean },
  };
  declare kind: ReadingKind;
  declare bounds: readonly ChosenBound[];
  /** Null while they are loaded, and where they could not be. */
  declare observations: readonly Observation[] | null;
  declare from: Date;
  declare to: Date;
  declare period: Period;
  declare glucoseUnit: GlucoseUnit;
  declare disabled: boolean;
  declare isLoading: boolean;

  static override styles = [
    baseStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      h2 .icon {
        color: var(--quantity);
      }
      .blood-pressure {
        --quantity: var(--kh-blood-pressure);
      }
      .glucose {
        --quantity: var(--kh-glucose);
      }
      .heart-rate {
        --quantity: var(--kh-heart-rate);
      }
    `,
  ];

  constructor() {
    super();
    this.kind = 'blood-pressure';
    this.bounds = [];
    this.observations = null;
    this.to = new Date();
    this.from = this.to;
    this.period = 'day';
    this.glucoseUnit = 'mmol/L';
    this.disabled = false;
    this.isLoading = false;
  }

  override render() {
    const { kind, bounds, period, glucoseUnit } = this;
    return html`<section class=${kind}>
      <h2>${icon(KIND_ICONS[kind])}${kindWord(kind)}</h2>
      ${this.#renderStrip()}
      ${bounds.map(
        ({ limit, value, fallback }) =>
          html`<kh-threshold-slider
            .limit=${limit}
            .value=${value}
            .fallback=${fallback}
            .period=${period}
            .glucoseUnit=${glucoseUnit}
            ?disabled=${this.disabled}
            @kh-threshold=${this.#onThreshold}
          ></kh-threshold-slider>`,
      )}
    </section>`;
  }

  #renderStrip() {
    const { kind, observations, glucoseUnit } = this;
    if (observations === null) return this.isLoading ? html`<kh-skeleton tall .lines=${1}></kh-skeleton>` : nothing;
    // A mean is no line that single readings cross.
    const lines = this.bounds
      .filter(({ limit }) => !isOfAllDay(limit.key))
      .map(({ limit, value, fallback }) => {
        const bound = value ?? fallback;
        return { value: bound, text: boundWord(limit, bound, glucoseUnit) };
      });
    return html`<kh-threshold-strip
      .kind=${kind}
      .observations=${observations}
      .lines=${lines}
      .from=${this.from}
      .to=${this.to}
      .glucoseUnit=${glucoseUnit}
    ></kh-threshold-strip>`;
  }

  readonly #onThreshold = ({ detail }: CustomEvent<{ key: ThresholdKey; value: number | null }>): void => {
    this.dispatchEvent(new CustomEvent('kh-threshold', { detail }));
  };
}

customElements.define('kh-threshold-kind', KhThresholdKind);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-kind': KhThresholdKind;
  }
}
