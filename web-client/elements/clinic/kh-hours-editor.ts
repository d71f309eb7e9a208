import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { OpeningHours } from '#contracts/clinic.ts';
import { weekdayText } from '../../format/weekday.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { KhElement } from '../kh-element.ts';
import { hoursOfDay, problemOfDay, WEEKDAYS } from './hours-of-day.ts';

/** A list, since a browser's own field for a time shows a 12-hour clock to some. */
const QUARTERS: readonly string[] = Array.from(
  { length: 96 },
  (_, index) => `${String(Math.floor(index / 4)).padStart(2, '0')}:${String((index % 4) * 15).padStart(2, '0')}`,
);

const USUAL = [
  { opensAt: '08:00', closesAt: '12:00' },
  { opensAt: '14:00', closesAt: '17:00' },
] as const;

/**
 * The week's opening hours while they are changed; a day may have several.
 * @fires kh-hours - `detail` is the week as it is to be.
 */
export class KhHoursEditor extends KhElement {
  static override properties = { hours: { attribute: false } };
  declare hours: readonly OpeningHours[];

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      .days > li {
        display: grid;
        grid-template-columns: 7.5rem minmax(0, 1fr);
        gap: var(--kh-space-1) var(--kh-space-3);
        align-items: start;
        padding-block: var(--kh-space-2);
      }
      .days > li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      h3 {
        display: flex;
        align-items: center;
        min-block-size: var(--kh-target);
      }
      ul {
        display: grid;
        gap: var(--kh-space-2);
      }
      .stretch {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
      .add {
        margin-inline-start: calc(-1 * var(--kh-space-3));
      }
      @media (max-width: 600px) {
        .days > li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.hours = [];
  }

  override render() {
    return html`<ul class="days">
      ${WEEKDAYS.map((weekday) => html`<li>${this.#renderDay(weekday)}</li>`)}
    </ul>`;
  }

  #renderDay(weekday: number) {
    const day = weekdayText(weekday);
    const ofDay = hoursOfDay(this.hours, weekday);
    const problem = problemOfDay(this.hours, weekday);
    return html`<h3>${day}</h3>
      <div>
        <ul>
          ${ofDay.map((stretch) => html`<li class="stretch">${this.#renderStretch(stretch, day)}</li>`)}
        </ul>
        ${
          problem === null
            ? nothing
            : html`<p class="small problem">
                ${
                  problem === 'order'
                    ? msg('The clinic closes later than it opens, on the same day.')
                    : msg('These hours overlap.')
                }
              </p>`
        }
        <button class="quiet-button add" type="button" data-day=${weekday} @click=${() => this.#add(weekday)}>
          ${icon('plus')}${ofDay.length === 0 ? msg('Open on this day') : msg('More hours')}<span
            class="visually-hidden"
            >${msg(str`(${day})`)}</span
          >
        </button>
      </div>`;
  }

  #renderStretch(stretch: OpeningHours, day: string) {
    const { opensAt, closesAt } = stretch;
    return html`${this.#renderTime('opens', msg(str`${day}: opens at`), opensAt, (time) =>
      this.#set(stretch, { opensAt: time }),
    )}<span aria-hidden="true">–</span>${this.#renderTime('closes', msg(str`${day}: closes at`), closesAt, (time) =>
      this.#set(stretch, { closesAt: time }),
    )}<button class="quiet-button" type="button" @click=${() => this.#remove(stretch)}>
        ${icon('xmark')}<span class="visually-hidden">${msg(str`${day}: remove ${opensAt} to ${closesAt}`)}</span>
      </button>`;
  }

  #renderTime(name: string, label: string, value: string, set: (time: string) => void) {
    const times = QUARTERS.includes(value) ? QUARTERS : [...QUARTERS, value].sort();
    return html`<select
      name=${name}
      aria-label=${label}
      .value=${live(value)}
      @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}
    >
      ${times.map((time) => html`<option value=${time} ?selected=${time === value}>${time}</option>`)}
    </select>`;
  }

  #say(hours: readonly OpeningHours[]): void {
    const detail = WEEKDAYS.flatMap((weekday) => hoursOfDay(hours, weekday));
    this.dispatchEvent(new CustomEvent('kh-hours', { detail }));
  }

  #set(stretch: OpeningHours, change: Partial<OpeningHours>): void {
    this.#say(this.hours.map((each) => (each === stretch ? { ...each, ...change } : each)));
  }

  /** What was pressed is gone: the focus stays on the day. */
  #remove(stretch: OpeningHours): void {
    this.#say(this.hours.filter((each) => each !== stretch));
    this.renderRoot.querySelector<HTMLElement>(`[data-day='${stretch.weekday}']`)?.focus();
  }

  #add(weekday: number): void {
    const last = hoursOfDay(this.hours, weekday).at(-1)?.closesAt;
    const usual = USUAL.find(({ opensAt }) => last === undefined || opensAt >= last);
    const next = usual ?? { opensAt: last ?? '', closesAt: '23:45' };
    this.#say([...this.hours, { weekday, ...next }]);
  }
}

customElements.define('kh-hours-editor', KhHoursEditor);
declare global {
  interface HTMLElementTagNameMap {
    'kh-hours-editor': KhHoursEditor;
  }
  interface GlobalEventHandlersEventMap {
    'kh-hours': CustomEvent<readonly OpeningHours[]>;
  }
}
