import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import type { OnCallPerson } from '#contracts/on-call.ts';
import { callIn } from '../../data/consultations.ts';
import '../hand-over/kh-colleague-choice.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

/**
 * Asks a colleague to come into the visit.
 * @fires kh-called-in - `detail` is the visit as it is now.
 */
export class KhCallInDialog extends KhActionDialog {
  static override properties = {
    consultation: { attribute: false },
    myId: { attribute: false },
    colleague: { state: true },
    isMissing: { state: true },
  };
  declare consultation: Consultation | undefined;
  declare myId: string;
  declare colleague: OnCallPerson | null;
  declare isMissing: boolean;

  constructor() {
    super();
    this.myId = '';
    this.colleague = null;
    this.isMissing = false;
  }

  show(): void {
    this.colleague = null;
    this.isMissing = false;
    this.open();
  }

  override render() {
    if (!this.consultation) return nothing;
    return this.renderDialog({
      heading: msg('Call in a colleague'),
      body: html`<p>
          ${msg(str`They see on every page of theirs that you ask them into the visit with ${this.consultation.patientName}. Tell the patient who comes.`)}
        </p>
        <kh-colleague-choice .except=${this.myId} @kh-colleague=${this.#onColleague}></kh-colleague-choice>`,
      action: this.colleague === null ? msg('Call in') : msg(str`Call in ${this.colleague.name}`),
      actionId: 'confirm-call-in',
    });
  }

  protected override problemWords(): string | null {
    if (this.isMissing) return msg('Please choose a colleague.');
    return this.failure === 'conflict'
      ? msg('Only a colleague of the patient’s care team can come, and only while the visit goes on.')
      : null;
  }

  readonly #onColleague = (event: CustomEvent<OnCallPerson>): void => {
    this.colleague = event.detail;
    this.isMissing = false;
  };

  protected override async act(): Promise<Acted> {
    const { consultation, colleague } = this;
    this.isMissing = colleague === null;
    if (!consultation || colleague === null) return 'missing';
    return new CustomEvent('kh-called-in', { detail: await callIn(consultation.id, colleague.id) });
  }
}

customElements.define('kh-call-in-dialog', KhCallInDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-call-in-dialog': KhCallInDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-called-in': CustomEvent<Consultation>;
  }
}
