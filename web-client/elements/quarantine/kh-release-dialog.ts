import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { PatientSummary } from '#contracts/patient.ts';
import type { QuarantinedReading } from '#contracts/quarantine.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { releaseReading } from '../../data/quarantine.ts';
import { heldValueText, readHeld, type Held } from '../../format/held-reading.ts';
import { proposeRelease, toReleased, type ReleaseForm, type ReleaseProblem } from '../../format/release-form.ts';
import { fieldStyles } from '../../styles/field.ts';
import { correctionWords } from '../../words/quarantine.ts';
import { reasonWord } from '../../words/reason.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';
import './kh-release-fields.ts';
import { settle } from './settle.ts';

type Problem = ReleaseProblem | 'patient' | 'reason';

/**
 * Puts a held reading right and into somebody's record. The proposal is what it most probably should have been.
 * @fires kh-settled - The reading waits no longer, or somebody else was first.
 */
export class KhReleaseDialog extends KhActionDialog {
  static override properties = {
    patients: { attribute: false },
    reading: { state: true },
    form: { state: true },
    patientId: { state: true },
    problem: { state: true },
  };
  declare patients: readonly PatientSummary[];
  declare reading: QuarantinedReading | null;
  declare form: ReleaseForm | null;
  declare patientId: string;
  declare problem: Problem | null;

  #held: Held | null = null;

  static override styles = [KhActionDialog.styles, fieldStyles];

  constructor() {
    super();
    this.patients = [];
    this.reading = null;
    this.form = null;
    this.patientId = '';
    this.problem = null;
  }

  show(reading: QuarantinedReading, usualKind: ReadingKind): void {
    this.#held = readHeld(reading);
    this.reading = reading;
    this.form = proposeRelease(this.#held, reading.reason, usualKind);
    this.patientId = reading.patientId ?? '';
    this.problem = null;
    this.open();
  }

  override render() {
    const { reading, form } = this;
    if (reading === null || form === null) return nothing;
    return this.renderDialog({
      heading: msg('Release the reading'),
      body: this.#renderFields(reading, form),
      action: msg('Release'),
      actionId: 'release',
    });
  }

  #renderFields(reading: QuarantinedReading, form: ReleaseForm) {
    const sent = this.#held === null ? '' : heldValueText(this.#held);
    return html`<p>
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
      <p class="soft">${this.#consequence()}</p>`;
  }

  #consequence(): string {
    const name = this.patients.find(({ id }) => id === this.patientId)?.name;
    return name === undefined
      ? msg('It goes into the record in your name and is judged as every reading is.')
      : msg(str`It goes into the record of ${name} in your name and is judged as every reading is.`);
  }

  protected override problemWords(): string | null {
    switch (this.problem) {
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
      case null:
        return this.failure === 'invalid'
          ? msg('This is still no possible reading. Please check the value, the unit and the time.')
          : null;
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

  protected override async act(): Promise<Acted> {
    const { reading, form, patientId } = this;
    if (reading === null || form === null) return 'missing';
    const reason = this.renderRoot.querySelector<HTMLInputElement>('input[name=reason]')?.value.trim() ?? '';
    const released = toReleased(form, this.#held, reading.receivedAt);
    if (patientId === '' || typeof released === 'string' || reason.length < 3) {
      this.problem = patientId === '' ? 'patient' : typeof released === 'string' ? released : 'reason';
      return 'missing';
    }
    this.problem = null;
    return settle(this, () => releaseReading(reading.id, { patientId, reading: released, reason }));
  }
}

customElements.define('kh-release-dialog', KhReleaseDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-release-dialog': KhReleaseDialog;
  }
}
