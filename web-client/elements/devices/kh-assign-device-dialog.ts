import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Device } from '#contracts/device.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import { assignDevice } from '../../data/devices.ts';
import { fieldStyles } from '../../styles/field.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

/**
 * Whose a device, or one user number of a shared one, is from now on.
 * @fires kh-assigned - The device has somebody new.
 */
export class KhAssignDeviceDialog extends KhActionDialog {
  static override properties = {
    patients: { attribute: false },
    device: { state: true },
    problem: { state: true },
  };
  declare patients: readonly PatientSummary[];
  declare device: Device | null;
  declare problem: 'patient' | 'slot' | null;

  static override styles = [KhActionDialog.styles, fieldStyles];

  constructor() {
    super();
    this.patients = [];
    this.device = null;
    this.problem = null;
  }

  show(device: Device): void {
    this.device = device;
    this.problem = null;
    this.open();
  }

  override render() {
    if (this.device === null) return nothing;
    return this.renderDialog({
      heading: msg('Assign the device'),
      body: this.#renderFields(this.device),
      action: msg('Assign'),
      actionId: 'assign',
    });
  }

  #renderFields({ label }: Device) {
    return html`<p>${msg(str`What “${label}” sends from now on goes into this person’s record.`)}</p>
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
      /></label>`;
  }

  protected override problemWords(): string | null {
    switch (this.problem) {
      case 'patient':
        return msg('Please choose a patient.');
      case 'slot':
        return msg('The user number is a number from 0 to 255.');
      case null:
        return this.failure === 'conflict'
          ? msg('Somebody has this device, or this user number of it. End that first.')
          : null;
    }
  }

  protected override async act(): Promise<Acted> {
    const patientId = this.renderRoot.querySelector<HTMLSelectElement>('select')?.value ?? '';
    const slot = this.renderRoot.querySelector<HTMLInputElement>('input[name=slot]')?.value.trim() ?? '';
    const isSlot = slot === '' || (/^\d{1,3}$/.test(slot) && Number(slot) <= 255);
    this.problem = patientId === '' ? 'patient' : isSlot ? null : 'slot';
    if (this.problem !== null || this.device === null) return 'missing';
    await assignDevice(this.device.id, { patientId, ...(slot === '' ? {} : { userSlot: Number(slot) }) });
    return new Event('kh-assigned');
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
