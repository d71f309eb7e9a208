import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { OnCallBoard, OnCallPerson } from '#contracts/on-call.ts';
import { Loaded } from '../../controllers/loaded.ts';
import { readBoard } from '../../data/on-call.ts';
import { baseStyles } from '../../styles/base.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { fieldStyles } from '../../styles/field.ts';
import { professionWord } from '../../words/on-call.ts';
import '../kh-failure.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-skeleton.ts';

type Colleague = OnCallPerson & { onCallFor: string[] };

/**
 * Which doctor or nurse of the clinic: a list that is searched by name, whoever is on call now first.
 * @fires kh-colleague - `detail` is the chosen person.
 */
export class KhColleagueChoice extends KhElement {
  static override properties = { except: {}, search: { state: true }, chosenId: { state: true } };
  /** Oneself. */
  declare except: string;
  declare search: string;
  declare chosenId: string | null;

  readonly #board = new Loaded<OnCallBoard>(this, readBoard);

  static override styles = [
    baseStyles,
    choiceStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .choices {
        grid-template-columns: minmax(0, 1fr);
        max-block-size: min(18rem, 40vh);
        overflow-y: auto;
      }
      /* What scrolls would cut off a frame that is drawn outside. */
      .choice:has(:focus-visible) {
        outline-offset: -3px;
      }
      .choice .who {
        display: flex;
        flex-wrap: wrap;
        flex: 1;
        gap: var(--kh-space-1) var(--kh-space-3);
      }
      .choice .name {
        flex: 1 1 8rem;
      }
      .choice .on-call {
        padding: 0 var(--kh-space-3);
        border-radius: var(--kh-radius-pill);
        background: var(--kh-good-soft);
        color: var(--kh-good-ink);
        font-size: var(--kh-text-s);
      }
      .choice:has(:checked) .soft {
        color: inherit;
      }
    `,
  ];

  constructor() {
    super();
    this.except = '';
    this.search = '';
    this.chosenId = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#board.load();
  }

  override render() {
    const { value: board, failure } = this.#board;
    if (board === null)
      return failure
        ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#board.load()}></kh-failure>`
        : html`<kh-skeleton .lines=${4}></kh-skeleton>`;
    const wanted = this.search.trim().toLocaleLowerCase();
    const all = colleaguesOf(board, this.except);
    // Whoever was chosen stays in sight, whatever is typed.
    const shown = all.filter(({ id, name }) => id === this.chosenId || name.toLocaleLowerCase().includes(wanted));
    return html`<label class="field"
        ><span>${msg('Find a colleague by name')}</span
        ><input name="search" type="search" autocomplete="off" .value=${this.search} @input=${this.#onSearch}
      /></label>
      <fieldset @change=${(event: Event) => this.#onChange(event, all)}>
        <legend>${msg('To whom?')}</legend>
        ${
          shown.length === 0
            ? html`<p class="soft">${wanted === '' ? msg('Nobody else works here yet.') : msg('Nobody of that name.')}</p>`
            : nothing
        }
        <div class="choices">
          ${repeat(
            shown,
            ({ id }) => id,
            (colleague) => this.#renderColleague(colleague),
          )}
        </div>
      </fieldset>`;
  }

  #renderColleague({ id, name, profession, onCallFor }: Colleague) {
    return html`<label class="choice">
      <input type="radio" name="colleague" value=${id} .checked=${this.chosenId === id} />
      <span class="who">
        <span class="name"
          >${name}${profession === null ? nothing : html` <span class="soft small">${professionWord(profession)}</span>`}</span
        >
        ${onCallFor.length > 0 ? html`<span class="on-call">${msg(str`on call: ${onCallFor.join(', ')}`)}</span>` : nothing}
      </span>
    </label>`;
  }

  readonly #onSearch = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
  };

  #onChange(event: Event, all: readonly Colleague[]): void {
    this.chosenId = (event.target as HTMLInputElement).value;
    const detail = all.find(({ id }) => id === this.chosenId);
    if (detail !== undefined) this.dispatchEvent(new CustomEvent<OnCallPerson>('kh-colleague', { detail }));
  }
}

/** Everybody who works here but oneself, by name; whoever is on call now comes first. */
const colleaguesOf = ({ people, rosters }: OnCallBoard, except: string): Colleague[] => {
  const colleagues = people
    .filter(({ id, hasLeft }) => !hasLeft && id !== except)
    .map((person) => ({
      ...person,
      onCallFor: rosters.flatMap(({ name, onCall }) =>
        onCall.some(({ personId }) => personId === person.id) ? [name] : [],
      ),
    }));
  return colleagues.toSorted((a, b) => Number(b.onCallFor.length > 0) - Number(a.onCallFor.length > 0));
};

customElements.define('kh-colleague-choice', KhColleagueChoice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-colleague-choice': KhColleagueChoice;
  }
  interface GlobalEventHandlersEventMap {
    'kh-colleague': CustomEvent<OnCallPerson>;
  }
}
