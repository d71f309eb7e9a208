import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { QuarantineReason } from '#contracts/reading.ts';
import type { Held } from '../../format/held-reading.ts';
import { isDeviceTimeOffered, unitsOf, type ReleaseForm, type TimeChoice } from '../../format/release-form.ts';
import { momentText } from '../../format/time.ts';
import { baseStyles } from '../../styles/base.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { fieldStyles } from '../../styles/field.ts';
import { kindWord, READING_KIND_ORDER } from '../../words/observation.ts';
import { timeChoiceWords } from '../../words/quarantine.ts';
import { KhElement } from '../kh-element.ts';

type TextField = 'systolic' | 'diastolic' | 'pulse' | 'value' | 'typedTime';

/**
 * The reading as it should have been: value, unit, comparator and time, each to be changed and each proposed where what
 * was sent says something; in which fluid a glucose was measured where it does not.
 * @fires kh-form - `detail` is the form as it is now.
 */
export class KhReleaseFields extends KhElement {
  static override properties = {
    form: { attribute: false },
    held: { attribute: false },
    reason: { attribute: false },
    receivedAt: { attribute: false },
    now: { attribute: false },
  };
  declare form: ReleaseForm | undefined;
  declare held: Held | null;
  declare reason: QuarantineReason;
  declare receivedAt: string;
  declare now: Date;

  static override styles = [
    baseStyles,
    choiceStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(7rem, 100%), 1fr));
        gap: var(--kh-space-3);
        align-items: end;
      }
    `,
  ];

  constructor() {
    super();
    this.held = null;
    this.reason = 'wrong-shape';
    this.receivedAt = '';
    this.now = new Date();
  }

  override render() {
    const { form } = this;
    if (!form) return nothing;
    return html`${this.held?.kind ? nothing : this.#renderKinds(form)}
      <div class="numbers">${this.#renderNumbers(form)} ${this.#renderUnit(form)}</div>
      ${form.kind === 'glucose' ? this.#renderGlucose(form) : nothing} ${this.#renderTimes(form)}`;
  }

  #renderKinds(form: ReleaseForm) {
    return html`<label class="field"
      ><span>${msg('What was measured')}</span
      ><select
        name="kind"
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          const kind = READING_KIND_ORDER.find((each) => each === value) ?? form.kind;
          this.#set({ kind, unit: unitsOf(kind)[0] ?? '', comparator: '' });
        }}
      >
        ${READING_KIND_ORDER.map(
          (kind) => html`<option value=${kind} ?selected=${form.kind === kind}>${kindWord(kind)}</option>`,
        )}
      </select></label
    >`;
  }

  #renderNumbers(form: ReleaseForm) {
    if (form.kind !== 'blood-pressure') return this.#renderText('value', kindWord(form.kind), form);
    return html`${this.#renderText('systolic', msg('Systolic'), form)}
    ${this.#renderText('diastolic', msg('Diastolic'), form)} ${this.#renderText('pulse', msg('Pulse'), form)}`;
  }

  #renderText(field: TextField, word: string, form: ReleaseForm) {
    return html`<label class="field"
      ><span>${word}</span
      ><input
        name=${field}
        inputmode="decimal"
        autocomplete="off"
        maxlength="8"
        .value=${form[field]}
        @input=${(event: Event) => this.#set({ [field]: (event.target as HTMLInputElement).value })}
    /></label>`;
  }

  #renderUnit(form: ReleaseForm) {
    const units = unitsOf(form.kind);
    if (units.length < 2) return nothing;
    return html`<label class="field"
      ><span>${msg('Unit')}</span
      ><select name="unit" @change=${(event: Event) => this.#set({ unit: (event.target as HTMLSelectElement).value })}>
        ${units.map((unit) => html`<option value=${unit} ?selected=${form.unit === unit}>${unit}</option>`)}
      </select></label
    >`;
  }

  #renderGlucose(form: ReleaseForm) {
    return html`${this.#renderComparators(form)} ${this.held?.specimen ? nothing : this.#renderSpecimens(form)}`;
  }

  #renderSpecimens(form: ReleaseForm) {
    const choices = [
      { specimen: 'capillary', word: msg('With a drop of blood from the finger') },
      { specimen: 'interstitial', word: msg('By a sensor under the skin') },
    ] as const;
    return html`<fieldset>
      <legend>${msg('How was it measured?')}</legend>
      <div class="choices">
        ${choices.map(
          ({ specimen, word }) =>
            html`<label class="choice"
            ><input
              type="radio"
              name="specimen"
              value=${specimen}
              .checked=${form.specimen === specimen}
              @change=${() => this.#set({ specimen })}
            /><span>${word}</span></label
          >`,
        )}
      </div>
    </fieldset>`;
  }

  #renderComparators(form: ReleaseForm) {
    const choices = [
      { comparator: '', word: msg('Exactly this value') },
      { comparator: '<', word: msg('Below it: the meter showed LO') },
      { comparator: '>', word: msg('Above it: the meter showed HI') },
    ] as const;
    return html`<fieldset>
      <legend>${msg('The meter’s limit')}</legend>
      <div class="choices">
        ${choices.map(
          ({ comparator, word }) =>
            html`<label class="choice"
            ><input
              type="radio"
              name="comparator"
              value=${comparator}
              .checked=${form.comparator === comparator}
              @change=${() => this.#set({ comparator })}
            /><span>${comparator} ${word}</span></label
          >`,
        )}
      </div>
    </fieldset>`;
  }

  #renderTimes(form: ReleaseForm) {
    const isOffered = isDeviceTimeOffered(this.held, this.reason);
    const choices: TimeChoice[] = [...(isOffered ? (['device'] as const) : []), 'received', 'typed'];
    return html`<fieldset>
        <legend>${msg('When was it measured?')}</legend>
        <div class="choices">
          ${choices.map(
            (time) =>
              html`<label class="choice"
              ><input
                type="radio"
                name="time"
                value=${time}
                .checked=${form.time === time}
                @change=${() => this.#set({ time })}
              /><span>${timeChoiceWords(time)} <span class="soft">${this.#momentOf(time)}</span></span></label
            >`,
          )}
        </div>
      </fieldset>
      ${
        form.time === 'typed'
          ? html`<label class="field"
            ><span>${msg('Date and time')}</span
            ><input
              name="typedTime"
              type="datetime-local"
              .value=${form.typedTime}
              @input=${(event: Event) => this.#set({ typedTime: (event.target as HTMLInputElement).value })}
          /></label>`
          : nothing
      }`;
  }

  #momentOf(time: TimeChoice): string {
    if (time === 'typed') return '';
    const at = time === 'device' ? this.held?.deviceTime : this.receivedAt;
    return at ? momentText(at, this.now) : '';
  }

  #set(change: Partial<ReleaseForm>): void {
    if (!this.form) return;
    this.form = { ...this.form, ...change };
    this.dispatchEvent(new CustomEvent('kh-form', { detail: this.form }));
  }
}

customElements.define('kh-release-fields', KhReleaseFields);
declare global {
  interface HTMLElementTagNameMap {
    'kh-release-fields': KhReleaseFields;
  }
  interface GlobalEventHandlersEventMap {
    'kh-form': CustomEvent<ReleaseForm>;
  }
}
