import { msg } from '@lit/localize';
import { css, html } from 'lit';
import type { OpeningHours } from '#contracts/clinic.ts';
import { weekdayText } from '../../format/weekday.ts';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';
import { hoursOfDay, WEEKDAYS } from './hours-of-day.ts';

/** When the clinic is open, day by day. */
export class KhWeekHours extends KhElement {
  static override properties = { hours: { attribute: false } };
  declare hours: readonly OpeningHours[];

  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--kh-space-2) var(--kh-space-6);
      }
      span {
        white-space: nowrap;
      }
    `,
  ];

  constructor() {
    super();
    this.hours = [];
  }

  override render() {
    return html`<dl>
      ${WEEKDAYS.map((weekday) => {
        const ofDay = hoursOfDay(this.hours, weekday);
        return html`<dt>${weekdayText(weekday)}</dt>
          <dd class=${ofDay.length === 0 ? 'soft' : ''}>
            ${
              ofDay.length === 0
                ? msg('closed')
                : ofDay.map(
                    ({ opensAt, closesAt }, index) =>
                      html`${index === 0 ? '' : ', '}<span>${opensAt}–${closesAt}</span>`,
                  )
            }
          </dd>`;
      })}
    </dl>`;
  }
}

customElements.define('kh-week-hours', KhWeekHours);
declare global {
  interface HTMLElementTagNameMap {
    'kh-week-hours': KhWeekHours;
  }
}
