import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import { TAKE_WITHIN_MS } from '#contracts/hand-over-times.ts';
import type { OnCallPerson } from '#contracts/on-call.ts';
import { offerHandOver } from '../../data/hand-overs.ts';
import { durationText } from '../../format/time.ts';
import { HAND_OVER_REASONS } from '../../words/alert-reason.ts';
import { ruleTitle } from '../../words/rule.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';
import '../kh-reason-choice.ts';
import './kh-colleague-choice.ts';

/**
 * Hands an alert to a colleague: to whom, and why. Says that it stays one's own until they take it.
 * @fires kh-offered - What is shown of the alert is out of date.
 */
export class KhHandOverDialog extends KhActionDialog {
  static override properties = {
    alert: { attribute: false },
    myId: { attribute: false },
    colleague: { state: true },
    reason: { state: true },
    missing: { state: true },
  };
  declare alert: Alert | undefined;
  declare myId: string;
  declare colleague: OnCallPerson | null;
  declare reason: string;
  declare missing: 'colleague' | 'reason' | null;

  constructor() {
    super();
    this.myId = '';
    this.colleague = null;
    this.reason = '';
    this.missing = null;
  }

  show(): void {
    this.colleague = null;
    this.reason = '';
    this.missing = null;
    this.open();
  }

  override render() {
    if (!this.alert) return nothing;
    return this.renderDialog({
      heading: msg('Hand the alert over'),
      body: this.#renderFields(this.alert),
      action: this.colleague === null ? msg('Hand over') : msg(str`Hand over to ${this.colleague.name}`),
      actionId: 'confirm-hand-over',
    });
  }

  #renderFields(alert: Alert) {
    const within = durationText(TAKE_WITHIN_MS[alert.severity]);
    return html`<p>
        ${msg(str`“${ruleTitle(alert.ruleId)}” of ${alert.patientName} stays yours until your colleague takes it, and if nobody does within ${within}. They are told at once by all their channels, and see the patient’s record from now on.`)}
      </p>
      <kh-colleague-choice .except=${this.myId} @kh-colleague=${this.#onColleague}></kh-colleague-choice>
      <kh-reason-choice .ready=${HAND_OVER_REASONS} @kh-reason=${this.#onReason}></kh-reason-choice>`;
  }

  protected override problemWords(): string | null {
    switch (this.missing) {
      case 'colleague':
        return msg('Please choose a colleague.');
      case 'reason':
        return msg('Please say why, in a few words.');
      case null:
        return this.failure === 'conflict'
          ? msg('A colleague has the alert by now, or it is closed or offered already.')
          : null;
    }
  }

  readonly #onColleague = (event: CustomEvent<OnCallPerson>): void => {
    this.colleague = event.detail;
    this.missing = null;
  };

  readonly #onReason = (event: CustomEvent<string>): void => {
    this.reason = event.detail;
    this.missing = null;
  };

  protected override async act(): Promise<Acted> {
    const { alert, colleague, reason } = this;
    this.missing = colleague === null ? 'colleague' : reason === '' ? 'reason' : null;
    if (!alert || colleague === null || reason === '') return 'missing';
    await offerHandOver(alert.id, colleague.id, reason);
    return new Event('kh-offered');
  }
}

customElements.define('kh-hand-over-dialog', KhHandOverDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-hand-over-dialog': KhHandOverDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-offered': Event;
  }
}
