import { msg } from '@lit/localize';
import { css, html, svg } from 'lit';
import { percentText } from '../../format/percent.ts';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';

export type Tone = 'very-low' | 'low' | 'in-range' | 'high' | 'very-high';

/** One share of the whole, with what it is called and where it ends. */
export type RangeShare = { tone: Tone; word: string; limits: string; percent: number };

const GAP_PERCENT = 0.3;

/** Shares of time as one bar, and each in words: nothing is said by colour alone. */
export class KhRangeBar extends KhElement {
  static override properties = { shares: { attribute: false }, unit: {} };
  /** From the lowest to the highest; they add up to 100. */
  declare shares: readonly RangeShare[];
  declare unit: string;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      svg {
        display: block;
        inline-size: 100%;
        block-size: var(--kh-space-6);
        border-radius: var(--kh-radius-s);
      }
      rect {
        fill: var(--tone);
      }
      [data-tone='very-low'] {
        --tone: var(--kh-high);
      }
      [data-tone='low'] {
        --tone: color-mix(in oklab, var(--kh-high) 55%, var(--kh-surface));
      }
      [data-tone='in-range'] {
        --tone: var(--kh-glucose);
      }
      [data-tone='high'] {
        --tone: color-mix(in oklab, var(--kh-moderate) 55%, var(--kh-surface));
      }
      [data-tone='very-high'] {
        --tone: var(--kh-moderate);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(6.75rem, 100%), 1fr));
        gap: var(--kh-space-3) var(--kh-space-4);
      }
      li {
        display: grid;
        align-content: start;
        min-inline-size: 0;
      }
      .word {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      .swatch {
        flex: none;
        inline-size: 0.75em;
        block-size: 0.75em;
        border-radius: 3px;
        background: var(--tone);
      }
      strong {
        font-size: var(--kh-text-l);
      }
      .in-range strong {
        font-size: var(--kh-text-xl);
        line-height: var(--kh-leading-tight);
      }
    `,
  ];

  constructor() {
    super();
    this.shares = [];
    this.unit = '';
  }

  override render() {
    return html`<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${this.#renderBar()}</svg>
      <ul aria-label=${msg('Time in ranges')}>
        ${this.shares.map(
          ({ tone, word, limits, percent }) =>
            html`<li class=${tone}>
              <span class="word"><span class="swatch" data-tone=${tone} aria-hidden="true"></span>${word}</span>
              <strong>${percentText(percent)}</strong>
              <span class="soft small">${limits} ${this.unit}</span>
            </li>`,
        )}
      </ul>`;
  }

  #renderBar() {
    let end = 0;
    return this.shares.map(({ tone, percent }) => {
      const start = end;
      end += percent;
      // A thin line of the ground between two shares: their colours need not do that alone.
      const width = Math.max(percent / 2, percent - (end < 99.9 ? GAP_PERCENT : 0));
      return svg`<rect data-tone=${tone} x=${start} y="0" width=${width} height="1"></rect>`;
    });
  }
}

customElements.define('kh-range-bar', KhRangeBar);
declare global {
  interface HTMLElementTagNameMap {
    'kh-range-bar': KhRangeBar;
  }
}
