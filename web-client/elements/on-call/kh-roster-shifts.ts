import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { OnCallPerson, Roster, Shift } from '#contracts/on-call.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { holidaysWord, shiftTitle, turnsWords, validWords } from '../../words/shift.ts';
import { KhElement } from '../kh-element.ts';
import type { RosterEdit } from './roster-edit.ts';

/**
 * What a roster is made of, for those who may change it.
 * @fires kh-edit-roster - `detail` is what is to be changed; only on a user's click.
 */
export class KhRosterShifts extends KhElement {
  static override properties = {
    roster: { attribute: false },
    people: { attribute: false },
    today: { attribute: false },
  };
  declare roster: Roster | undefined;
  declare people: readonly OnCallPerson[];
  /** Today by the clinic's calendar. */
  declare today: string;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        padding-block-start: var(--kh-space-4);
        border-block-start: 1px solid var(--kh-line);
        overflow-wrap: anywhere;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kh-space-2) var(--kh-space-4);
        padding-block: var(--kh-space-3);
      }
      li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      li > div:first-child {
        display: grid;
        flex: 1 1 14rem;
        min-inline-size: 0;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-2);
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
    this.today = '';
  }

  override render() {
    const { roster } = this;
    if (!roster) return nothing;
    // One that was ended before it began says nothing any more.
    const shifts = roster.shifts.filter(({ validFrom, validTo }) => validTo === null || validTo >= validFrom);
    return html`<h3>${msg('Shifts')}</h3>
      ${
        shifts.length === 0
          ? html`<p class="soft">${msg('No shift yet: nobody is ever on call.')}</p>`
          : html`<ul>
              ${shifts.map((shift) => html`<li>${this.#renderShift(roster, shift)}</li>`)}
            </ul>`
      }
      <div class="buttons">
        <wa-button id="add" variant="brand" @click=${() => this.#ask({ kind: 'add-shift', roster })}
          >${icon('plus')}${msg('Add a shift')}</wa-button
        >
        <wa-button id="rename" appearance="outlined" @click=${() => this.#ask({ kind: 'rename', roster })}
          >${msg('Rename')}</wa-button
        >
        <wa-button id="close" appearance="outlined" @click=${() => this.#ask({ kind: 'close', roster })}
          >${msg('Close the roster')}</wa-button
        >
      </div>`;
  }

  #renderShift(roster: Roster, shift: Shift) {
    const valid = validWords(shift, this.today);
    const title = shiftTitle(shift);
    return html`<div>
        <strong>${title}</strong>
        <span>${turnsWords(shift, this.people)}</span>
        <span class="small soft">${holidaysWord(shift.holidays)}</span>
        ${valid === null ? nothing : html`<span class="small soft">${valid}</span>`}
      </div>
      ${shift.validTo !== null && shift.validTo < this.today ? nothing : this.#renderButtons(roster, shift, title)}`;
  }

  #renderButtons(roster: Roster, shift: Shift, title: string) {
    const name = html`<span class="visually-hidden">: ${title}</span>`;
    return html`<div class="buttons">
      <wa-button
        class="change"
        size="small"
        appearance="outlined"
        @click=${() => this.#ask({ kind: 'change-shift', roster, shift })}
        >${msg('Edit')}${name}</wa-button
      >
      <wa-button
        class="end"
        size="small"
        appearance="outlined"
        @click=${() => this.#ask({ kind: 'end-shift', roster, shift })}
        >${msg('End')}${name}</wa-button
      >
    </div>`;
  }

  #ask(detail: RosterEdit): void {
    this.dispatchEvent(new CustomEvent('kh-edit-roster', { detail }));
  }
}

customElements.define('kh-roster-shifts', KhRosterShifts);
declare global {
  interface HTMLElementTagNameMap {
    'kh-roster-shifts': KhRosterShifts;
  }
}
