import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { Relation } from '#contracts/relative.ts';
import { addRelative } from '../../data/relatives.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { failureWords } from '../../words/failure.ts';
import { RELATION_CHOICES, relationWord } from '../../words/relation.ts';
import { KhElement } from '../kh-element.ts';

type Problem = FailureCode | 'name' | 'relation';

/**
 * Names somebody who is to be told; how they are reached comes after it.
 * @fires kh-changed - They were added.
 */
export class KhAddRelative extends KhElement {
  static override properties = {
    isOpen: { state: true },
    relation: { state: true },
    busy: { state: true },
    problem: { state: true },
  };
  declare isOpen: boolean;
  declare relation: Relation | null;
  declare busy: boolean;
  declare problem: Problem | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    choiceStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-3);
      }
      .said:not(:has(p)) {
        position: absolute;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
    this.relation = null;
    this.busy = false;
    this.problem = null;
  }

  override render() {
    if (!this.isOpen)
      return html`<wa-button id="open" appearance="outlined" @click=${this.#onOpen}
        >${icon('plus')}${msg('Add somebody')}</wa-button
      >`;
    return html`<form @submit=${this.#onSubmit} novalidate>
      <wa-input name="name" autocomplete="off" maxlength="80" .label=${msg('Name')} @input=${this.#onInput}></wa-input>
      <fieldset>
        <legend>${msg('Who are they to you?')}</legend>
        <div class="choices">
          ${RELATION_CHOICES.map(
            (relation) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="relation"
                  value=${relation}
                  .checked=${relation === this.relation}
                  @change=${() => this.#choose(relation)}
                /><span>${relationWord(relation)}</span></label
              >`,
          )}
        </div>
      </fieldset>
      <div class="said" role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
      <div class="actions">
        <wa-button id="add" variant="brand" type="submit" ?loading=${this.busy}>${msg('Continue')}</wa-button>
        <wa-button appearance="outlined" @click=${this.#onCancel}>${msg('Cancel')}</wa-button>
      </div>
    </form>`;
  }

  #problemWords(problem: Problem): string {
    switch (problem) {
      case 'name':
        return msg('Please write the name.');
      case 'relation':
        return msg('Please say who they are to you.');
      case 'conflict':
        return msg('Five people can be told. Remove somebody first.');
      default:
        return failureWords(problem);
    }
  }

  #choose(relation: Relation): void {
    this.relation = relation;
    this.problem = null;
  }

  readonly #onOpen = (): void => {
    this.isOpen = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<WaInput>('wa-input')?.focus());
  };

  readonly #onCancel = (): void => {
    Object.assign(this, { isOpen: false, relation: null, problem: null });
  };

  readonly #onInput = (): void => {
    this.problem = null;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#add();
  };

  async #add(): Promise<void> {
    const name = this.renderRoot.querySelector<WaInput>('wa-input')?.value?.trim() ?? '';
    if (this.busy) return;
    if (name === '' || this.relation === null) {
      this.problem = name === '' ? 'name' : 'relation';
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      await addRelative(name, this.relation);
      this.#onCancel();
      this.dispatchEvent(new Event('kh-changed'));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-add-relative', KhAddRelative);
declare global {
  interface HTMLElementTagNameMap {
    'kh-add-relative': KhAddRelative;
  }
}
