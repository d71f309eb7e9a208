import { msg } from '@lit/localize';
import { css, html } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

export const PERIODS = ['6h', '24h', '7d', '30d', '90d'] as const;
export type Period = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
export const PERIOD_MS = {
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
  '90d': 90 * 24 * HOUR_MS,
} as const satisfies Record<Period, number>;

const periodWord = (period: Period): string => {
  switch (period) {
    case '6h':
      return msg('6 hours');
    case '24h':
      return msg('Day');
    case '7d':
      return msg('Week');
    case '30d':
      return msg('Month');
    case '90d':
      return msg('3 months');
  }
};

/**
 * How much time the charts show.
 * @fires kh-period - `detail` is the chosen period.
 */
export class KhPeriodControl extends KhElement {
  static override properties = { period: { attribute: false }, periods: { attribute: false } };
  /** Null while the person looks at a stretch of their own. */
  declare period: Period | null;
  declare periods: readonly Period[];

  static override styles = [
    baseStyles,
    css`
      .segments {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 2px;
        max-inline-size: 100%;
        padding: 3px;
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      button {
        min-block-size: var(--kh-target);
        min-inline-size: var(--kh-target);
        padding: 0 var(--kh-space-3);
        border: 0;
        border-radius: calc(var(--kh-radius-m) - 3px);
        background: none;
        color: var(--kh-ink-soft);
        cursor: pointer;
        white-space: nowrap;
      }
      @media (max-width: 400px) {
        button {
          padding-inline: var(--kh-space-2);
        }
      }
      button:hover {
        color: var(--kh-ink);
      }
      button[aria-pressed='true'] {
        background: var(--kh-lifted);
        color: var(--kh-ink);
        font-weight: var(--kh-weight-strong);
        box-shadow: var(--kh-shadow-s);
      }
    `,
  ];

  constructor() {
    super();
    this.period = '24h';
    this.periods = PERIODS;
  }

  override render() {
    return html`<div class="segments" role="group" aria-label=${msg('Period')}>
      ${this.periods.map(
        (period) =>
          html`<button
            type="button"
            aria-pressed=${period === this.period}
            @click=${() => this.dispatchEvent(new CustomEvent('kh-period', { detail: period }))}
          >
            ${periodWord(period)}
          </button>`,
      )}
    </div>`;
  }
}

customElements.define('kh-period-control', KhPeriodControl);
declare global {
  interface HTMLElementTagNameMap {
    'kh-period-control': KhPeriodControl;
  }
  interface GlobalEventHandlersEventMap {
    'kh-period': CustomEvent<Period>;
  }
}
