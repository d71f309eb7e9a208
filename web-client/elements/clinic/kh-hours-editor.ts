import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { OpeningHours } from '#contracts/clinic.ts';
import { weekdayText } from '../../format/weekday.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { KhElement } from '../kh-element.ts';
import { hoursOfDay, problemOfDay, WEEKDAYS } from './hours-of-day.ts';

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
      input {
        min-block-size: var(--kh-target);
        min-inline-size: 0;
        inline-size: 7.5em;
        padding: var(--kh-space-2) var(--kh-space-3);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-surface);
        color: var(--kh-ink);
        font: inherit;
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
        input {
          inline-size: 6.5em;
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
    return html`<input
        type="time"
        name="opens"
        aria-label=${msg(str`${day}: opens at`)}
        .value=${opensAt}
        @change=${(event: Event) => this.#set(stretch, { opensAt: (event.target as HTMLInputElement).value })}
      /><span aria-hidden="true">–</span
      ><input
        type="time"
        name="closes"
        aria-label=${msg(str`${day}: closes at`)}
        .value=${closesAt}
        @change=${(event: Event) => this.#set(stretch, { closesAt: (event.target as HTMLInputElement).value })}
      /><button class="quiet-button" type="button" @click=${() => this.#remove(stretch)}>
        ${icon('xmark')}<span class="visually-hidden">${msg(str`${day}: remove ${opensAt} to ${closesAt}`)}</span>
      </button>`;
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
    const next = usual ?? { opensAt: last ?? '', closesAt: '' };
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
