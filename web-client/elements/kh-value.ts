import { msg, str } from '@lit/localize';
import { css, html } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { agoText, momentText } from '../format/time.ts';
import { shownValue, type GlucoseUnit } from '../format/value.ts';
import { FRESH_FOR_MS } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { kindWord, originWord } from '../words/observation.ts';
import { KhElement } from './kh-element.ts';

/** A value as small as it may be: number, unit, time; the origin is in its title. An old one fades and says how old. */
export class KhValue extends KhElement {
  static override properties = {
    kind: { attribute: false },
    observation: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
  };
  declare kind: ReadingKind;
  declare observation: Observation | null;
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      :host {
        min-inline-size: 0;
      }
      .value {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: 0.3em;
      }
      strong {
        font-weight: var(--kh-weight-strong);
      }
      .unit,
      .when {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-xs);
      }
      .when {
        display: block;
      }
      .old strong {
        color: var(--kh-ink-faint);
        font-weight: var(--kh-weight);
      }
      .none {
        color: var(--kh-ink-faint);
      }
    `,
  ];

  constructor() {
    super();
    this.kind = 'blood-pressure';
    this.observation = null;
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
  }

  override render() {
    const { observation, now } = this;
    const name = kindWord(this.kind);
    if (!observation)
      return html`<span class="none small"><span class="visually-hidden">${name}: </span>${msg('no data')}</span>`;
    const { value, unit } = shownValue(observation, this.glucoseUnit);
    const isOld = now.getTime() - Date.parse(observation.effectiveAt) > FRESH_FOR_MS[observation.kind];
    const when = isOld ? agoText(observation.effectiveAt, now) : momentText(observation.effectiveAt, now);
    return html`<div class=${isOld ? 'old' : 'fresh'} title=${msg(str`${name}, ${originWord(observation)}`)}>
      <span class="visually-hidden">${name}: </span>
      <span class="value"><strong>${value}</strong> <span class="unit">${unit}</span></span>
      <span class="when">${when}</span>
    </div>`;
  }
}

customElements.define('kh-value', KhValue);
declare global {
  interface HTMLElementTagNameMap {
    'kh-value': KhValue;
  }
}
