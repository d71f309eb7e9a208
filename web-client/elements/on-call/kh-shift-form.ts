import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { HAND_OVERS, SHIFT_HOLIDAYS, type OnCallPerson } from '#contracts/on-call.ts';
import { calendarDayText } from '../../format/clinic-time.ts';
import type { ShiftDraft } from '../../shift-draft.ts';
import { baseStyles } from '../../styles/base.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { fieldStyles } from '../../styles/field.ts';
import { nameOf } from '../../words/on-call.ts';
import { handOverChoiceWord, holidaysChoiceWord, shiftHoursWords, weekdayText } from '../../words/shift.ts';
import { KhElement } from '../kh-element.ts';
import './kh-shift-people.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/**
 * When a shift is and who does it.
 * @fires kh-draft - `detail` is the shift as it stands in the form now.
 */
export class KhShiftForm extends KhElement {
  static override properties = {
    draft: { attribute: false },
    staff: { attribute: false },
    today: { attribute: false },
  };
  declare draft: ShiftDraft | undefined;
  declare staff: readonly OnCallPerson[];
  /** Today by the clinic's calendar. */
  declare today: string;

  static override styles = [
    baseStyles,
    choiceStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        align-content: start;
      }
      .weekdays {
        display: grid;
        grid-template-columns: repeat(7, minmax(var(--kh-target), 1fr));
        gap: var(--kh-space-1);
      }
      .weekdays .choice {
        display: grid;
        justify-items: center;
        gap: var(--kh-space-1);
        padding: var(--kh-space-2) 0;
        font-size: var(--kh-text-s);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--kh-space-2) var(--kh-space-4);
      }
      .pair .field {
        align-content: end;
      }
      .pair p {
        grid-column: 1 / -1;
      }
      .people {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
      }
      @media (max-width: 400px) {
        .weekdays {
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
      }
    `,
  ];

  constructor() {
    super();
    this.staff = [];
    this.today = '';
  }

  override render() {
    const { draft } = this;
    if (!draft) return nothing;
    return html`${this.#renderWeekdays(draft)} ${this.#renderTimes(draft)} ${this.#renderDays(draft)}
      <fieldset class="people">
        <legend>${msg('Who, in the order in which they hand over')}</legend>
        <kh-shift-people .people=${draft.people} .staff=${this.staff} @kh-people=${this.#onPeople}></kh-shift-people>
        ${this.#renderFirst(draft)}
      </fieldset>
      ${
        draft.people.length < 2
          ? nothing
          : this.#renderChoice(
              'hand-over',
              msg('The next person comes'),
              HAND_OVERS,
              draft.handOver,
              handOverChoiceWord,
              (handOver) => ({ handOver }),
            )
      }
      ${this.#renderChoice('holidays', msg('On the clinic’s holidays'), SHIFT_HOLIDAYS, draft.holidays, holidaysChoiceWord, (holidays) => ({ holidays }))}`;
  }

  #renderWeekdays({ weekdays }: ShiftDraft) {
    return html`<fieldset>
      <legend>${msg('It begins on')}</legend>
      <div class="weekdays">
        ${WEEKDAYS.map(
          (weekday) =>
            html`<label class="choice"
              ><input
                type="checkbox"
                name="weekday"
                value=${weekday}
                .checked=${live(weekdays.includes(weekday))}
                @change=${() => this.#toggle(weekday)}
              /><span>${weekdayText(weekday)}</span></label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  #renderTimes(draft: ShiftDraft) {
    const isWhole = draft.startsAt !== '' && draft.endsAt !== '';
    return html`<div class="pair">
      ${this.#renderInput('starts-at', 'time', msg('From'), draft.startsAt, (startsAt) => ({ startsAt }))}
      ${this.#renderInput('ends-at', 'time', msg('Until'), draft.endsAt, (endsAt) => ({ endsAt }))}
      <p class="small" role="status" id="end">${isWhole ? html`<strong>${shiftHoursWords(draft)}</strong> ` : nothing}<span class="soft">${msg('By the clinic’s clock.')}</span></p>
    </div>`;
  }

  #renderDays(draft: ShiftDraft) {
    const first = draft.replaces === null ? msg('First day') : msg('Changed from');
    return html`<div class="pair">
      ${this.#renderInput('first-day', 'date', first, draft.validFrom, (validFrom) => ({ validFrom }), this.today)}
      ${this.#renderInput('last-day', 'date', msg('Last day, if any'), draft.validTo, (validTo) => ({ validTo }), draft.validFrom)}
    </div>`;
  }

  #renderInput(
    name: string,
    type: 'time' | 'date',
    label: string,
    value: string,
    change: (value: string) => Partial<ShiftDraft>,
    least?: string,
  ) {
    return html`<label class="field"
      ><span>${label}</span
      ><input
        type=${type}
        name=${name}
        min=${least ?? nothing}
        .value=${live(value)}
        @change=${(event: Event) => this.#change(change((event.target as HTMLInputElement).value))}
    /></label>`;
  }

  /** Turns are counted from the first day, so a change may move whose turn a day is. */
  #renderFirst({ people, validFrom, handOver, replaces }: ShiftDraft) {
    const [first] = people;
    if (first === undefined || people.length < 2 || validFrom === '') return nothing;
    const [name, day] = [nameOf(this.staff, first), calendarDayText(validFrom)];
    const begins = msg(str`Turns are counted from ${day}: ${name} is the first.`);
    const anew = replaces === null ? '' : msg('So a change may move whose turn a day is.');
    const weekly = handOver === 'week' ? msg('The next one comes seven days later.') : '';
    return html`<p class="small soft">${[begins, weekly, anew].filter((words) => words !== '').join(' ')}</p>`;
  }

  #renderChoice<T extends string>(
    name: string,
    legend: string,
    values: readonly T[],
    chosen: T,
    words: (value: T) => string,
    change: (value: T) => Partial<ShiftDraft>,
  ) {
    return html`<fieldset>
      <legend>${legend}</legend>
      <div class="choices">
        ${values.map(
          (value) =>
            html`<label class="choice"
              ><input
                type="radio"
                name=${name}
                value=${value}
                .checked=${live(value === chosen)}
                @change=${() => this.#change(change(value))}
              /><span>${words(value)}</span></label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  #toggle(weekday: number): void {
    const { weekdays = [] } = this.draft ?? {};
    this.#change({
      weekdays: weekdays.includes(weekday)
        ? weekdays.filter((each) => each !== weekday)
        : [...weekdays, weekday].sort((a, b) => a - b),
    });
  }

  readonly #onPeople = ({ detail }: CustomEvent<string[]>): void => this.#change({ people: detail });

  #change(values: Partial<ShiftDraft>): void {
    if (!this.draft) return;
    const detail: ShiftDraft = { ...this.draft, ...values };
    this.dispatchEvent(new CustomEvent('kh-draft', { detail }));
  }
}

customElements.define('kh-shift-form', KhShiftForm);
declare global {
  interface HTMLElementTagNameMap {
    'kh-shift-form': KhShiftForm;
  }
  interface GlobalEventHandlersEventMap {
    'kh-draft': CustomEvent<ShiftDraft>;
  }
}
