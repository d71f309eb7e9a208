import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { OnCallPerson } from '#contracts/on-call.ts';
import { icon } from '../../icons/icon.ts';
import { moved } from '../../shift-draft.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { nameOf } from '../../words/on-call.ts';
import { KhElement } from '../kh-element.ts';

/**
 * Who goes round, in the order in which they hand over to one another.
 * @fires kh-people - `detail` is the new order; only on a user's act.
 */
export class KhShiftPeople extends KhElement {
  static override properties = {
    people: { attribute: false },
    staff: { attribute: false },
    said: { state: true },
  };
  declare people: readonly string[];
  declare staff: readonly OnCallPerson[];
  /** What the last move came to, for those who do not see it. */
  declare said: string;
  /** The button that has the focus once the list stands anew. */
  #focusOn: { id: string; by: -1 | 1 } | null = null;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--kh-space-1);
        padding-inline-start: var(--kh-space-3);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      ol {
        display: grid;
        gap: var(--kh-space-1);
      }
      .name {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .quiet-button:disabled {
        color: var(--kh-line-strong);
        cursor: default;
      }
      .add {
        display: flex;
        gap: var(--kh-space-2);
      }
      .add select {
        flex: 1;
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
    this.staff = [];
    this.said = '';
  }

  override render() {
    const free = this.staff.filter(({ id, hasLeft }) => !hasLeft && !this.people.includes(id));
    return html`${
      this.people.length === 0
        ? html`<p class="soft">${msg('Nobody yet')}</p>`
        : html`<ol>
            ${repeat(
              this.people,
              (id) => id,
              (id, index) => this.#renderPerson(id, index),
            )}
          </ol>`
    }${
      free.length === 0
        ? nothing
        : html`<div class="add">
            <select aria-label=${msg('Somebody to add')}>
              ${free.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
            </select>
            <wa-button id="add-person" appearance="outlined" @click=${this.#onAdd}
              >${icon('plus')}${msg('Add')}</wa-button
            >
          </div>`
    }
      <p class="visually-hidden" role="status">${this.said}</p>`;
  }

  #renderPerson(id: string, index: number) {
    const name = nameOf(this.staff, id);
    const last = this.people.length - 1;
    return html`<li @keydown=${(event: KeyboardEvent) => this.#onKey(event, index)}>
      <span class="name">${index + 1}. ${name}</span>
      ${
        last === 0
          ? nothing
          : html`<button
                type="button"
                class="quiet-button"
                data-move="${id} -1"
                aria-label=${msg(str`Move ${name} up`)}
                ?disabled=${index === 0}
                @click=${() => this.#move(index, -1)}
              >
                ${icon('chevron-up')}
              </button>
              <button
                type="button"
                class="quiet-button"
                data-move="${id} 1"
                aria-label=${msg(str`Move ${name} down`)}
                ?disabled=${index === last}
                @click=${() => this.#move(index, 1)}
              >
                ${icon('chevron-down')}
              </button>`
      }
      <button
        type="button"
        class="quiet-button remove"
        aria-label=${msg(str`Take ${name} off the list`)}
        @click=${() => this.#remove(id)}
      >
        ${icon('xmark')}
      </button>
    </li>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#focusOn === null || !changed.has('people')) return;
    const { id, by } = this.#focusOn;
    this.#focusOn = null;
    // At the end of the list there is only the way back.
    for (const way of [by, -by]) {
      const button = this.renderRoot.querySelector<HTMLButtonElement>(`[data-move="${id} ${way}"]`);
      if (button === null || button.disabled) continue;
      button.focus();
      return;
    }
  }

  /** Alt and an arrow move, too, from any button of the row. */
  #onKey(event: KeyboardEvent, index: number): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    this.#move(index, event.key === 'ArrowUp' ? -1 : 1);
  }

  #move(index: number, by: -1 | 1): void {
    const id = this.people[index];
    const place = index + by;
    if (id === undefined || this.people[place] === undefined) return;
    this.#focusOn = { id, by };
    this.said = msg(str`${nameOf(this.staff, id)}: ${place + 1} of ${this.people.length}`);
    this.#tell(moved(this.people, index, by));
  }

  #remove(id: string): void {
    this.said = msg(str`${nameOf(this.staff, id)} is off the list`);
    this.#tell(this.people.filter((each) => each !== id));
    this.renderRoot.querySelector('select')?.focus();
  }

  readonly #onAdd = (): void => {
    const id = this.renderRoot.querySelector('select')?.value;
    if (id === undefined || id === '') return;
    this.said = msg(str`${nameOf(this.staff, id)} is on the list`);
    this.#tell([...this.people, id]);
  };

  #tell(detail: string[]): void {
    this.dispatchEvent(new CustomEvent('kh-people', { detail }));
  }
}

customElements.define('kh-shift-people', KhShiftPeople);
declare global {
  interface HTMLElementTagNameMap {
    'kh-shift-people': KhShiftPeople;
  }
  interface GlobalEventHandlersEventMap {
    'kh-people': CustomEvent<string[]>;
  }
}
