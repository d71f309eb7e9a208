import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import { declineHandOver } from '../../data/hand-overs.ts';
import { DECLINE_REASONS } from '../../words/alert-reason.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';
import '../kh-reason-choice.ts';

/**
 * Says no to an alert that a colleague hands over, and why: it stays theirs.
 * @fires kh-declined - The alert is not this person's to take any more, and may be out of their sight.
 */
export class KhDeclineDialog extends KhActionDialog {
  static override properties = {
    alert: { attribute: false },
    reason: { state: true },
    isReasonMissing: { state: true },
  };
  declare alert: Alert | undefined;
  declare reason: string;
  declare isReasonMissing: boolean;

  constructor() {
    super();
    this.reason = '';
    this.isReasonMissing = false;
  }

  show(): void {
    this.reason = '';
    this.isReasonMissing = false;
    this.open();
  }

  override render() {
    if (!this.alert) return nothing;
    return this.renderDialog({
      heading: msg('Decline the hand-over'),
      body: this.#renderFields(this.alert),
      action: msg('Decline'),
      actionId: 'confirm-decline',
    });
  }

  #renderFields({ acknowledgedByName, patientName }: Alert) {
    return html`<p>
        ${msg(str`The alert of ${patientName} stays with ${acknowledgedByName ?? ''}, who is told at once. If you are not of the care team, you do not see the patient any more.`)}
      </p>
      <kh-reason-choice .ready=${DECLINE_REASONS} @kh-reason=${this.#onReason}></kh-reason-choice>`;
  }

  protected override problemWords(): string | null {
    if (this.isReasonMissing) return msg('Please say why, in a few words.');
    return this.failure === 'conflict' ? msg('It is not offered to you any more.') : null;
  }

  readonly #onReason = (event: CustomEvent<string>): void => {
    this.reason = event.detail;
    this.isReasonMissing = false;
  };

  protected override async act(): Promise<Acted> {
    this.isReasonMissing = this.reason === '';
    if (!this.alert || this.isReasonMissing) return 'missing';
    await declineHandOver(this.alert.id, this.reason);
    return new Event('kh-declined');
  }
}

customElements.define('kh-decline-dialog', KhDeclineDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-decline-dialog': KhDeclineDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-declined': Event;
  }
}
