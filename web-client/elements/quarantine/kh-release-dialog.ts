import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { PatientSummary } from '#contracts/patient.ts';
import type { QuarantinedReading } from '#contracts/quarantine.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { releaseReading } from '../../data/quarantine.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { heldValueText, readHeld, type Held } from '../../format/held-reading.ts';
import { proposeRelease, toReleased, type ReleaseForm, type ReleaseProblem } from '../../format/release-form.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { failureWords } from '../../words/failure.ts';
import { correctionWords } from '../../words/quarantine.ts';
import { reasonWord } from '../../words/reason.ts';
import { KhElement } from '../kh-element.ts';
import './kh-release-fields.ts';

type Problem = FailureCode | ReleaseProblem | 'patient' | 'reason';

/**
 * Puts a held reading right and into somebody's record. The proposal is what it most probably should have been.
 * @fires kh-settled - The reading waits no longer, or somebody else was first.
 */
export class KhReleaseDialog extends KhElement {
  static override properties = {
    patients: { attribute: false },
    reading: { state: true },
    form: { state: true },
    patientId: { state: true },
    problem: { state: true },
    isOpen: { state: true },
    busy: { state: true },
  };
  declare patients: readonly PatientSummary[];
  declare reading: QuarantinedReading | null;
  declare form: ReleaseForm | null;
  declare patientId: string;
  declare problem: Problem | null;
  declare isOpen: boolean;
  declare busy: boolean;

  #held: Held | null = null;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
        overflow-wrap: anywhere;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.patients = [];
    this.reading = null;
    this.form = null;
    this.patientId = '';
    this.problem = null;
    this.isOpen = false;
    this.busy = false;
  }

  show(reading: QuarantinedReading, usualKind: ReadingKind): void {
    this.#held = readHeld(reading);
    this.reading = reading;
    this.form = proposeRelease(this.#held, reading.reason, usualKind);
    this.patientId = reading.patientId ?? '';
    this.problem = null;
    this.isOpen = true;
  }

  override render() {
    const { reading, form } = this;
    if (reading === null || form === null) return nothing;
    return html`<wa-dialog .label=${msg('Release the reading')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${this.isOpen ? this.#renderForm(reading, form) : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="release" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Release')}</wa-button
      >
    </wa-dialog>`;
  }

  #renderForm(reading: QuarantinedReading, form: ReleaseForm) {
    const sent = this.#held === null ? '' : heldValueText(this.#held);
    return html`<form @submit=${this.#onSubmit} novalidate>
      <p>
        ${sent === '' ? nothing : html`${msg(str`The device sent ${sent}:`)} `}${reasonWord(reading.reason)}
      </p>
      <label class="field"
        ><span>${msg('Patient')}</span
        ><select name="patient" @change=${this.#onPatient}>
          <option value="" ?selected=${this.patientId === ''}>${msg('Choose a patient')}</option>
          ${this.patients.map(
            ({ id, name }) => html`<option value=${id} ?selected=${this.patientId === id}>${name}</option>`,
          )}
        </select></label
      >
      <kh-release-fields
        .form=${form}
        .held=${this.#held}
        .reason=${reading.reason}
        .receivedAt=${reading.receivedAt}
        @kh-form=${this.#onForm}
      ></kh-release-fields>
      <label class="field"
        ><span>${msg('Why it is right like this')}</span
        ><input name="reason" maxlength="500" autocomplete="off" .value=${correctionWords(reading.reason)}
      /></label>
      <p class="soft">${this.#consequence()}</p>
      <div role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
    </form>`;
  }

  #consequence(): string {
    const name = this.patients.find(({ id }) => id === this.patientId)?.name;
    return name === undefined
      ? msg('It goes into the record in your name and is judged as every reading is.')
      : msg(str`It goes into the record of ${name} in your name and is judged as every reading is.`);
  }

  #problemWords(problem: Problem): string {
    switch (problem) {
      case 'number':
        return msg('A number is missing, or is not a number.');
      case 'time':
        return msg('Please say when it was measured.');
      case 'specimen':
        return msg('Please say how the glucose was measured.');
      case 'patient':
        return msg('Please choose a patient.');
      case 'reason':
        return msg('Please say why.');
      case 'invalid':
        return msg('This is still no possible reading. Please check the value, the unit and the time.');
      default:
        return failureWords(problem);
    }
  }

  readonly #onForm = (event: CustomEvent<ReleaseForm>): void => {
    this.form = event.detail;
    this.problem = null;
  };

  readonly #onPatient = (event: Event): void => {
    this.patientId = (event.target as HTMLSelectElement).value;
    this.problem = null;
  };

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#release();
  };

  readonly #onConfirm = (): void => void this.#release();

  async #release(): Promise<void> {
    const { reading, form, patientId, busy } = this;
    if (reading === null || form === null || busy) return;
    const reason = this.renderRoot.querySelector<HTMLInputElement>('input[name=reason]')?.value.trim() ?? '';
    const released = toReleased(form, this.#held, reading.receivedAt);
    if (patientId === '' || typeof released === 'string' || reason.length < 3) {
      this.problem = patientId === '' ? 'patient' : typeof released === 'string' ? released : 'reason';
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      await releaseReading(reading.id, { patientId, reading: released, reason });
      this.isOpen = false;
      this.dispatchEvent(new Event('kh-settled'));
    } catch (error) {
      this.problem = failureCode(error);
      if (this.problem === 'conflict') this.dispatchEvent(new Event('kh-settled'));
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-release-dialog', KhReleaseDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-release-dialog': KhReleaseDialog;
  }
}
