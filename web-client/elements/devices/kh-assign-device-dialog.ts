import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { Device } from '#contracts/device.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import { assignDevice } from '../../data/devices.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { failureWords } from '../../words/failure.ts';
import { KhElement } from '../kh-element.ts';

/**
 * Whose a device, or one user number of a shared one, is from now on.
 * @fires kh-assigned - The device has somebody new.
 */
export class KhAssignDeviceDialog extends KhElement {
  static override properties = {
    patients: { attribute: false },
    device: { state: true },
    isOpen: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare patients: readonly PatientSummary[];
  declare device: Device | null;
  declare isOpen: boolean;
  declare problem: FailureCode | 'patient' | 'slot' | null;
  declare busy: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
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
    this.device = null;
    this.isOpen = false;
    this.problem = null;
    this.busy = false;
  }

  show(device: Device): void {
    this.device = device;
    this.problem = null;
    this.isOpen = true;
  }

  override render() {
    const { device } = this;
    if (device === null) return nothing;
    return html`<wa-dialog .label=${msg('Assign the device')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${this.isOpen ? this.#renderForm(device) : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="assign" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Assign')}</wa-button
      >
    </wa-dialog>`;
  }

  #renderForm(device: Device) {
    return html`<form @submit=${this.#onSubmit} novalidate>
      <p>${msg(str`What “${device.label}” sends from now on goes into this person’s record.`)}</p>
      <label class="field"
        ><span>${msg('Patient')}</span
        ><select name="patient">
          <option value="">${msg('Choose a patient')}</option>
          ${this.patients.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>${msg('User number, if several people share the device')}</span
        ><input name="slot" inputmode="numeric" maxlength="3" autocomplete="off"
      /></label>
      <div role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
    </form>`;
  }

  #problemWords(problem: FailureCode | 'patient' | 'slot'): string {
    switch (problem) {
      case 'patient':
        return msg('Please choose a patient.');
      case 'slot':
        return msg('The user number is a number from 0 to 255.');
      case 'conflict':
        return msg('Somebody has this device, or this user number of it. End that first.');
      default:
        return failureWords(problem);
    }
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#assign();
  };

  readonly #onConfirm = (): void => void this.#assign();

  async #assign(): Promise<void> {
    const { device, busy } = this;
    if (device === null || busy) return;
    const patientId = this.renderRoot.querySelector<HTMLSelectElement>('select')?.value ?? '';
    const slot = this.renderRoot.querySelector<HTMLInputElement>('input[name=slot]')?.value.trim() ?? '';
    if (patientId === '') {
      this.problem = 'patient';
      return;
    }
    if (slot !== '' && (!/^\d{1,3}$/.test(slot) || Number(slot) > 255)) {
      this.problem = 'slot';
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      await assignDevice(device.id, { patientId, ...(slot === '' ? {} : { userSlot: Number(slot) }) });
      this.isOpen = false;
      this.dispatchEvent(new Event('kh-assigned'));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-assign-device-dialog', KhAssignDeviceDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-assign-device-dialog': KhAssignDeviceDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-assigned': Event;
  }
}
