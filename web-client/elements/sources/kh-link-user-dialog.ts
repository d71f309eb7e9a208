import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { IntakeSource, LinkUser } from '#contracts/intake.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import { linkUser } from '../../data/intake-sources.ts';
import { fieldStyles } from '../../styles/field.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

type Problem = 'user' | 'patient' | 'from';

/**
 * Whose readings a source's user sends, from now on or from an earlier moment.
 * @fires kh-linked - There is a new link.
 */
export class KhLinkUserDialog extends KhActionDialog {
  static override properties = {
    patients: { attribute: false },
    source: { state: true },
    problem: { state: true },
  };
  declare patients: readonly PatientSummary[];
  declare source: IntakeSource | null;
  declare problem: Problem | null;

  static override styles = [KhActionDialog.styles, fieldStyles];

  constructor() {
    super();
    this.patients = [];
    this.source = null;
    this.problem = null;
  }

  show(source: IntakeSource): void {
    this.source = source;
    this.problem = null;
    this.open();
  }

  override render() {
    if (this.source === null) return nothing;
    return this.renderDialog({
      heading: msg('Link a user'),
      body: this.#renderFields(this.source),
      action: msg('Link'),
      actionId: 'link',
    });
  }

  #renderFields({ label }: IntakeSource) {
    return html`<p>${msg(str`What “${label}” sends for this user goes into this person’s record.`)}</p>
      <label class="field"
        ><span>${msg('The sender’s name for the user')}</span
        ><input name="user" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false"
        /><small class="soft">${msg('Exactly as it sends it. Readings that wait in quarantine show it.')}</small></label
      >
      <label class="field"
        ><span>${msg('Patient')}</span
        ><select name="patient">
          <option value="">${msg('Choose a patient')}</option>
          ${this.patients.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>${msg('Since when, if that is earlier than now')}</span><input name="from" type="datetime-local"
      /></label>`;
  }

  protected override problemWords(): string | null {
    switch (this.problem) {
      case 'user':
        return msg('Please enter the sender’s name for the user.');
      case 'patient':
        return msg('Please choose a patient.');
      case 'from':
        return msg('Since when: a moment that has passed, or nothing.');
      case null:
        return this.failure === 'conflict'
          ? msg('This user is somebody’s at that time already, or the source was revoked. End that first.')
          : null;
    }
  }

  /** What stands in the form, or what is missing in it. */
  #read(): LinkUser | Problem {
    const externalUserId = this.renderRoot.querySelector<HTMLInputElement>('input[name=user]')?.value.trim() ?? '';
    const patientId = this.renderRoot.querySelector<HTMLSelectElement>('select')?.value ?? '';
    const from = this.renderRoot.querySelector<HTMLInputElement>('input[name=from]');
    if (externalUserId === '') return 'user';
    if (patientId === '') return 'patient';
    // A date of which a part is missing is an empty value and not valid: it must not become "from now on".
    if (from?.validity.badInput) return 'from';
    if (!from?.value) return { externalUserId, patientId };
    const at = new Date(from.value);
    return at.getTime() >= 0 && at <= new Date() ? { externalUserId, patientId, from: at.toISOString() } : 'from';
  }

  protected override async act(): Promise<Acted> {
    const read = this.#read();
    this.problem = typeof read === 'string' ? read : null;
    if (typeof read === 'string' || this.source === null) return 'missing';
    await linkUser(this.source.id, read);
    return new Event('kh-linked');
  }
}

customElements.define('kh-link-user-dialog', KhLinkUserDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-link-user-dialog': KhLinkUserDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-linked': Event;
  }
}
