import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { agoText, momentText } from '../format/time.ts';
import { shownValue, unitOf, type GlucoseUnit } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { FRESH_FOR_MS, judge, type DisplayRanges } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { judgementWord } from '../words/judgement.ts';
import { kindWord, kindWordPlain, KIND_ICONS, originWord } from '../words/observation.ts';
import { KhElement } from './kh-element.ts';

/** The newest value of one kind: number, unit, time, origin. An old one fades and says how old it is. */
export class KhValueTile extends KhElement {
  static override properties = {
    kind: { reflect: true },
    observation: { attribute: false },
    glucoseUnit: { attribute: false },
    ranges: { attribute: false },
    isPlain: { type: Boolean, attribute: 'plain', reflect: true },
    now: { attribute: false },
  };
  declare kind: ReadingKind;
  declare observation: Observation | null;
  declare glucoseUnit: GlucoseUnit;
  /** Given where a word such as "in your range" shall stand beside the value. */
  declare ranges: DisplayRanges | undefined;
  /** Words for patients instead of the field's terms. */
  declare isPlain: boolean;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      :host {
        min-inline-size: 0;
      }
      .tile {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: var(--kh-space-1);
        block-size: 100%;
        padding: var(--kh-space-4) var(--kh-space-5);
        border-radius: var(--kh-radius-l);
        background: var(--kh-surface);
        box-shadow: var(--kh-shadow-m);
      }
      :host([kind='blood-pressure']) {
        --quantity: var(--kh-blood-pressure);
      }
      :host([kind='glucose']) {
        --quantity: var(--kh-glucose);
      }
      :host([kind='heart-rate']) {
        --quantity: var(--kh-heart-rate);
      }
      .name {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      .name .icon {
        color: var(--quantity);
      }
      .value {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--kh-space-2);
      }
      .value strong {
        font-size: var(--kh-text-3xl);
        line-height: 1.15;
        letter-spacing: -0.02em;
        white-space: nowrap;
      }
      .unit {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      .old strong {
        color: var(--kh-ink-faint);
        font-weight: var(--kh-weight);
      }
      .when {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      .old ~ .when {
        font-weight: var(--kh-weight-strong);
      }
      .word {
        font-weight: var(--kh-weight-strong);
      }
      .word.in-range {
        color: var(--kh-good-ink);
      }
      .none {
        color: var(--kh-ink-faint);
        font-size: var(--kh-text-xl);
      }
      @media (max-width: 600px) {
        :host([plain]) .tile {
          padding: var(--kh-space-4);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.kind = 'blood-pressure';
    this.observation = null;
    this.glucoseUnit = 'mmol/L';
    this.isPlain = false;
    this.now = new Date();
  }

  override render() {
    const { observation, kind } = this;
    return html`<div class="tile">
      <div class="name">${icon(KIND_ICONS[kind])}${this.isPlain ? kindWordPlain(kind) : kindWord(kind)}</div>
      ${observation ? this.#renderObservation(observation) : this.#renderNothing()}
    </div>`;
  }

  #renderNothing() {
    return html`<div class="none">${msg('No readings yet')}</div>
      <div class="when">${unitOf(this.kind, this.glucoseUnit)}</div>`;
  }

  #renderObservation(observation: Observation) {
    const { now, ranges } = this;
    const { value, unit } = shownValue(observation, this.glucoseUnit);
    const isOld = now.getTime() - Date.parse(observation.effectiveAt) > FRESH_FOR_MS[observation.kind];
    const moment = momentText(observation.effectiveAt, now);
    const when = isOld ? msg(str`${agoText(observation.effectiveAt, now)} (${moment})`) : moment;
    const judgement = ranges === undefined || isOld ? null : judge(observation, ranges);
    return html`<div class="value ${isOld ? 'old' : 'fresh'}"><strong>${value}</strong><span class="unit">${unit}</span></div>
      ${judgement === null ? nothing : html`<div class="word ${judgement}">${judgementWord(judgement)}</div>`}
      <div class="when">${when} · ${originWord(observation)}</div>`;
  }
}

customElements.define('kh-value-tile', KhValueTile);
declare global {
  interface HTMLElementTagNameMap {
    'kh-value-tile': KhValueTile;
  }
}
