import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { IntakeSource, LinkUser } from '#contracts/intake.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import { linkUser } from '../../data/intake-sources.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { failureWords } from '../../words/failure.ts';
import { KhElement } from '../kh-element.ts';

type Problem = FailureCode | 'user' | 'patient' | 'from';

/**
 * Whose readings a source's user sends, from now on or from an earlier moment.
 * @fires kh-linked - There is a new link.
 */
export class KhLinkUserDialog extends KhElement {
  static override properties = {
    patients: { attribute: false },
    source: { state: true },
    isOpen: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare patients: readonly PatientSummary[];
  declare source: IntakeSource | null;
  declare isOpen: boolean;
  declare problem: Problem | null;
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
    this.source = null;
    this.isOpen = false;
    this.problem = null;
    this.busy = false;
  }

  show(source: IntakeSource): void {
    this.source = source;
    this.problem = null;
    this.isOpen = true;
  }

  override render() {
    const { source } = this;
    if (source === null) return nothing;
    return html`<wa-dialog .label=${msg('Link a user')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${this.isOpen ? this.#renderForm(source) : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="link" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Link')}</wa-button
      >
    </wa-dialog>`;
  }

  #renderForm(source: IntakeSource) {
    // Enter submits a form of several fields only where it has a button for that; ours is in the dialog's footer.
    return html`<form @submit=${this.#onSubmit} novalidate>
      <input type="submit" hidden />
      <p>${msg(str`What “${source.label}” sends for this user goes into this person’s record.`)}</p>
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
      /></label>
      <div role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
    </form>`;
  }

  #problemWords(problem: Problem): string {
    switch (problem) {
      case 'user':
        return msg('Please enter the sender’s name for the user.');
      case 'patient':
        return msg('Please choose a patient.');
      case 'from':
        return msg('Since when: a moment that has passed, or nothing.');
      case 'conflict':
        return msg('This user is somebody’s at that time already, or the source was revoked. End that first.');
      default:
        return failureWords(problem);
    }
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#link();
  };

  readonly #onConfirm = (): void => void this.#link();

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

  async #link(): Promise<void> {
    const { source, busy } = this;
    if (source === null || busy) return;
    const read = this.#read();
    if (typeof read === 'string') {
      this.problem = read;
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      await linkUser(source.id, read);
      this.isOpen = false;
      this.dispatchEvent(new Event('kh-linked'));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
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
