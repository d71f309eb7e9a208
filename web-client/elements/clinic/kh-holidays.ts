import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { ClinicCalendar, Holiday } from '#contracts/clinic.ts';
import { addHoliday, removeHoliday } from '../../data/clinic.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { daysLater, fullDayText } from '../../format/clinic-time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { disclosureSign, disclosureStyles } from '../../styles/disclosure.ts';
import { fieldStyles } from '../../styles/field.ts';
import { settingStyles } from '../../styles/setting.ts';
import '../kh-confirm-dialog.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-empty.ts';
import '../kh-failure.ts';

/**
 * The days on which the clinic stays closed: those to come, which can be added and removed, and those that were.
 * @fires kh-calendar - `detail` is the calendar as it was saved.
 */
export class KhHolidays extends KhElement {
  static override properties = {
    calendar: { attribute: false },
    mayChange: { attribute: false },
    busy: { state: true },
    problem: { state: true },
    failure: { state: true },
    told: { state: true },
  };
  declare calendar: ClinicCalendar | undefined;
  declare mayChange: boolean;
  declare busy: boolean;
  declare problem: 'date' | 'name' | 'known' | null;
  declare failure: FailureCode | null;
  /** What was just done. */
  declare told: string;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    disclosureStyles,
    fieldStyles,
    settingStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr) auto;
        gap: 0 var(--kh-space-4);
      }
      li {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        align-items: center;
        min-block-size: var(--kh-target);
        padding-block: var(--kh-space-1);
      }
      li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      form {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr) max-content;
        align-items: end;
        gap: var(--kh-space-3);
      }
      form > [role='alert'] {
        grid-column: 1 / -1;
      }
      form > [role='alert']:empty {
        position: absolute;
      }
      @media (max-width: 600px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
        form wa-button {
          justify-self: start;
        }
        ul {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        li > :nth-child(-n + 2) {
          grid-column: 1;
        }
        li > :nth-child(3) {
          grid-area: 1 / 2 / span 2;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.mayChange = false;
    this.busy = false;
    this.problem = null;
    this.failure = null;
    this.told = '';
  }

  override render() {
    const { calendar } = this;
    if (!calendar) return nothing;
    const { holidays, today } = calendar;
    const ahead = holidays.filter(({ date }) => date > today);
    const past = holidays.filter(({ date }) => date <= today).toReversed();
    return html`<section class="card" aria-labelledby="holidays">
        <header>
          <div>
            <h2 id="holidays">${msg('Holidays')}</h2>
            <p class="small soft">
              ${msg('The clinic stays closed: no working day, and shifts that are not for holidays do not begin.')}
            </p>
          </div>
        </header>
        ${
          ahead.length === 0
            ? html`<kh-empty
                symbol="clock"
                .heading=${msg('No holiday ahead')}
                .text=${this.mayChange ? msg('Add the days of the coming year on which the clinic stays closed.') : ''}
              ></kh-empty>`
            : html`<ul aria-label=${msg('Holidays ahead')}>
                ${ahead.map((holiday) => html`<li>${this.#renderHoliday(holiday, this.mayChange)}</li>`)}
              </ul>`
        }
        ${this.mayChange ? this.#renderForm(today) : nothing}
        <div role="status">${this.#renderTold()}</div>
        ${
          past.length === 0
            ? nothing
            : html`<details>
                <summary>${disclosureSign()}${msg('Today and before')}</summary>
                <ul>
                  ${past.map((holiday) => html`<li>${this.#renderHoliday(holiday, false)}</li>`)}
                </ul>
              </details>`
        }
      </section>
      <kh-confirm-dialog></kh-confirm-dialog>`;
  }

  #renderHoliday(holiday: Holiday, mayRemove: boolean) {
    const day = fullDayText(holiday.date);
    return html`<span>${day}</span><strong>${holiday.name}</strong>
      ${
        mayRemove
          ? html`<button class="quiet-button" type="button" @click=${() => this.#onRemove(holiday)}>
              ${icon('xmark')}<span class="visually-hidden">${msg(str`Remove ${holiday.name}, ${day}`)}</span>
            </button>`
          : nothing
      }`;
  }

  #renderTold() {
    return this.told === '' ? nothing : html`<p class="saved">${icon('circle-check')}${this.told}</p>`;
  }

  #renderForm(today: string) {
    return html`<form @submit=${this.#onSubmit} novalidate>
      <label class="field"
        ><span>${msg('Date')}</span><input name="date" type="date" min=${daysLater(today, 1)} max="2100-12-31"
      /></label>
      <label class="field"
        ><span>${msg('Name')}</span><input name="name" maxlength="120" autocomplete="off"
      /></label>
      <wa-button id="add" type="submit" appearance="outlined" ?loading=${this.busy}
        >${icon('plus')}${msg('Add')}</wa-button
      >
      <div role="alert">${this.#renderProblem()}</div>
    </form>`;
  }

  #renderProblem() {
    switch (this.problem) {
      case 'date':
        return html`<p><strong>${msg('Please choose a day that is still to come.')}</strong></p>`;
      case 'name':
        return html`<p><strong>${msg('Please give the holiday a name.')}</strong></p>`;
      case 'known':
        return html`<p><strong>${msg('This day is a holiday already.')}</strong></p>`;
      case null:
        return this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing;
    }
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#add(event.currentTarget as HTMLFormElement);
  };

  async #add(form: HTMLFormElement): Promise<void> {
    if (this.busy || !this.calendar) return;
    const valueOf = (name: string): string =>
      form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value.trim() ?? '';
    const [date, name] = [valueOf('date'), valueOf('name')];
    this.failure = null;
    this.told = '';
    this.problem = date <= this.calendar.today ? 'date' : name === '' ? 'name' : null;
    if (this.problem !== null) return;
    this.busy = true;
    try {
      this.#say(await addHoliday({ date, name }), msg(str`Added: ${name}, ${fullDayText(date)}.`));
      form.reset();
    } catch (error) {
      this.failure = failureCode(error);
      if (this.failure === 'conflict') this.problem = 'known';
    } finally {
      this.busy = false;
    }
  }

  #onRemove({ date, name }: Holiday): void {
    const day = fullDayText(date);
    this.renderRoot.querySelector('kh-confirm-dialog')?.ask({
      heading: msg('Remove the holiday'),
      text: msg(str`${name}: on ${day} the clinic is open as on any other day of the week.`),
      action: msg('Remove'),
      run: async () => {
        this.#say(await removeHoliday(date), msg(str`Removed: ${name}, ${day}.`));
      },
    });
  }

  #say(detail: ClinicCalendar, told: string): void {
    this.told = told;
    this.dispatchEvent(new CustomEvent('kh-calendar', { detail }));
  }
}

customElements.define('kh-holidays', KhHolidays);
declare global {
  interface HTMLElementTagNameMap {
    'kh-holidays': KhHolidays;
  }
}
