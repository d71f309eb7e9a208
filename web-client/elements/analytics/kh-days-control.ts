import { msg } from '@lit/localize';
import { css, html } from 'lit';
import type { AnalyticsQuery } from '#contracts/analytics-period.ts';
import { daysLater } from '../../format/clinic-time.ts';
import { baseStyles } from '../../styles/base.ts';
import { fieldStyles } from '../../styles/field.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-period-control.ts';
import { PERIOD_MS, type Period } from '../kh-period-control.ts';

const LENGTHS = ['7d', '30d', '90d'] as const satisfies readonly Period[];
const daysOf = (period: Period): number => PERIOD_MS[period] / PERIOD_MS['24h'];

/**
 * From which day to which, by the clinic's calendar.
 * @fires kh-days - `detail` is what to ask for; without a last day it is today.
 */
export class KhDaysControl extends KhElement {
  static override properties = {
    from: { attribute: false },
    to: { attribute: false },
    today: { attribute: false },
  };
  /** The days that are shown, such as `2026-11-30`. */
  declare from: string;
  declare to: string;
  /** Today by the clinic's calendar: there is nothing after it. */
  declare today: string;

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--kh-space-3) var(--kh-space-5);
      }
      .days {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-3);
      }
    `,
  ];

  constructor() {
    super();
    this.from = '';
    this.to = '';
    this.today = '';
  }

  override render() {
    return html`<kh-period-control
        .period=${this.#period()}
        .periods=${LENGTHS}
        @kh-period=${this.#onPeriod}
      ></kh-period-control>
      <div class="days" @change=${this.#onDay}>
        <label class="field"
          ><span>${msg('First day')}</span
          ><input type="date" name="from" required .value=${this.from} max=${this.to}
        /></label>
        <label class="field"
          ><span>${msg('Last day')}</span
          ><input type="date" name="to" required .value=${this.to} min=${this.from} max=${this.today}
        /></label>
      </div>`;
  }

  #period(): Period | null {
    if (this.to !== this.today) return null;
    return LENGTHS.find((length) => daysLater(this.today, 1 - daysOf(length)) === this.from) ?? null;
  }

  readonly #onPeriod = ({ detail }: CustomEvent<Period>): void => {
    this.#ask({ from: daysLater(this.today, 1 - daysOf(detail)) });
  };

  readonly #onDay = (): void => {
    const inputs = [...this.renderRoot.querySelectorAll('input')];
    if (!inputs.every((input) => input.reportValidity())) return;
    const [from, to] = inputs.map(({ value }) => value);
    this.#ask({ from, to });
  };

  #ask(detail: AnalyticsQuery): void {
    this.dispatchEvent(new CustomEvent('kh-days', { detail }));
  }
}

customElements.define('kh-days-control', KhDaysControl);
declare global {
  interface HTMLElementTagNameMap {
    'kh-days-control': KhDaysControl;
  }
  interface GlobalEventHandlersEventMap {
    'kh-days': CustomEvent<AnalyticsQuery>;
  }
}
