import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { ReadingKind, TypedReading } from '#contracts/reading.ts';
import { readDraft, writeDraft } from '../controllers/typed-draft.ts';
import { EMPTY_FORM, parseForm, type FieldProblem, type MeasureForm } from '../format/typed-reading.ts';
import { unitOf, type GlucoseUnit } from '../format/value.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { choiceStyles } from '../styles/choice.ts';
import { mealWord, problemWords } from '../words/measure.ts';
import { KhElement } from './kh-element.ts';

type NumberField = 'systolic' | 'diastolic' | 'pulse' | 'glucose' | 'heartRate';

const MEALS = ['fasting', 'before', 'after', 'bedtime', 'none'] as const satisfies readonly MeasureForm['meal'][];

/**
 * The numbers on the device's display, typed in. Says beside the field what is wrong, and keeps what was typed.
 * @fires kh-reading - `detail` is the reading that was typed.
 */
export class KhMeasureForm extends KhElement {
  static override properties = {
    kind: { attribute: false },
    glucoseUnit: { attribute: false },
    draftName: { attribute: false },
    busy: { type: Boolean },
    form: { state: true },
    problems: { state: true },
  };
  declare kind: ReadingKind;
  declare glucoseUnit: GlucoseUnit;
  /** Under which what is typed outlasts a reload. */
  declare draftName: string;
  declare busy: boolean;
  declare form: MeasureForm;
  declare problems: readonly FieldProblem[];

  static override styles = [
    baseStyles,
    buttonStyles,
    choiceStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-6);
      }
      wa-input {
        font-size: var(--kh-text-m);
      }
      wa-input::part(input) {
        font-size: var(--kh-text-2xl);
        font-weight: var(--kh-weight-strong);
      }
      wa-input::part(input-wrapper) {
        block-size: 76px;
      }
      .field {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
      }
      .problem {
        font-size: var(--kh-text-s);
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.kind = 'blood-pressure';
    this.glucoseUnit = 'mmol/L';
    this.draftName = '';
    this.busy = false;
    this.form = EMPTY_FORM;
    this.problems = [];
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draftName')) this.form = readDraft(this.draftName) ?? EMPTY_FORM;
  }

  override render() {
    return html`<form @submit=${this.#onSubmit} novalidate>
      ${this.#renderFields()}
      <label class="choice">
        <input type="checkbox" .checked=${this.form.hasSymptoms} @change=${this.#onSymptoms} />
        <span>${msg('I feel unwell: pain in the chest, short of breath, weak, dizzy or confused')}</span>
      </label>
      <wa-button class="wide" variant="brand" type="submit" ?loading=${this.busy}>${msg('Save')}</wa-button>
    </form>`;
  }

  #renderFields() {
    switch (this.kind) {
      case 'blood-pressure':
        return html`${this.#renderNumber('systolic', msg('Upper value'), 'mmHg', 'numeric')}
        ${this.#renderNumber('diastolic', msg('Lower value'), 'mmHg', 'numeric')}
        ${this.#renderNumber('pulse', msg('Pulse, if shown'), msg('/min'), 'numeric')}`;
      case 'glucose':
        return html`${
          this.form.beyond === 'none'
            ? this.#renderNumber('glucose', msg('Blood sugar'), this.glucoseUnit, 'decimal')
            : nothing
        }
        ${this.#renderBeyond()} ${this.#renderMeals()}`;
      case 'heart-rate':
        return this.#renderNumber(
          'heartRate',
          msg('Heartbeats in a minute, at rest'),
          unitOf('heart-rate', 'mmol/L'),
          'numeric',
        );
    }
  }

  #renderNumber(field: NumberField, label: string, unit: string, inputmode: 'numeric' | 'decimal') {
    const found = this.problems.find((problem) => problem.field === field);
    return html`<div class="field">
      <wa-input
        data-field=${field}
        name=${field}
        inputmode=${inputmode}
        autocomplete="off"
        maxlength="6"
        .label=${label}
        .value=${this.form[field]}
        @input=${this.#onInput}
        ><span slot="end" class="soft">${unit}</span></wa-input
      >
      <div role="alert">${found ? html`<p class="problem">${problemWords(found.problem)}</p>` : nothing}</div>
    </div>`;
  }

  #renderBeyond() {
    const choices = [
      { value: 'low', word: msg('My meter shows “LO”') },
      { value: 'high', word: msg('My meter shows “HI”') },
    ] as const;
    return html`<div class="choices">
      ${choices.map(
        ({ value, word }) =>
          html`<label class="choice">
            <input
              type="checkbox"
              .checked=${this.form.beyond === value}
              @change=${(event: Event) =>
                this.#set({ beyond: (event.target as HTMLInputElement).checked ? value : 'none' })}
            />
            <span>${word}</span>
          </label>`,
      )}
    </div>`;
  }

  #renderMeals() {
    return html`<fieldset>
      <legend>${msg('When was it?')}</legend>
      <div class="choices">
        ${MEALS.map(
          (meal) =>
            html`<label class="choice">
              <input type="radio" name="meal" .checked=${this.form.meal === meal} @change=${() => this.#set({ meal })} />
              <span>${mealWord(meal)}</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }

  #set(change: Partial<MeasureForm>): void {
    this.form = { ...this.form, ...change };
    this.problems = this.problems.filter(({ field }) => !(field in change));
    writeDraft(this.draftName, this.form);
  }

  readonly #onInput = (event: Event): void => {
    const input = event.currentTarget as WaInput;
    const field = input.dataset['field'] as NumberField;
    this.#set({ [field]: input.value ?? '' });
  };

  readonly #onSymptoms = (event: Event): void => {
    this.#set({ hasSymptoms: (event.target as HTMLInputElement).checked });
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.busy) return;
    const parsed = parseForm(this.kind, this.form, this.glucoseUnit);
    if ('problems' in parsed) {
      this.problems = parsed.problems;
      this.renderRoot.querySelector<WaInput>(`[data-field=${parsed.problems[0]?.field ?? ''}]`)?.focus();
      return;
    }
    this.dispatchEvent(new CustomEvent('kh-reading', { detail: parsed.reading }));
  };
}

customElements.define('kh-measure-form', KhMeasureForm);
declare global {
  interface HTMLElementTagNameMap {
    'kh-measure-form': KhMeasureForm;
  }
  interface GlobalEventHandlersEventMap {
    'kh-reading': CustomEvent<TypedReading>;
  }
}
