import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Alert, NextCall } from '#contracts/alert.ts';
import { Loaded } from '../controllers/loaded.ts';
import { escalateAlert, readNextCall } from '../data/alerts.ts';
import { ESCALATE_REASONS } from '../words/alert-reason.ts';
import { ruleTitle } from '../words/rule.ts';
import { KhActionDialog, type Acted } from './kh-action-dialog.ts';
import './kh-reason-choice.ts';

/**
 * Calls the next people now, and says who they are before it does.
 * @fires kh-escalated - What is shown of the alert is out of date.
 */
export class KhEscalateDialog extends KhActionDialog {
  static override properties = {
    alert: { attribute: false },
    reason: { state: true },
    isReasonMissing: { state: true },
  };
  declare alert: Alert | undefined;
  declare reason: string;
  declare isReasonMissing: boolean;

  readonly #next = new Loaded<NextCall>(this, () => readNextCall(this.alert?.id ?? ''));

  constructor() {
    super();
    this.reason = '';
    this.isReasonMissing = false;
  }

  show(): void {
    this.reason = '';
    this.isReasonMissing = false;
    this.#next.reset();
    void this.#next.load();
    this.open();
  }

  override render() {
    if (!this.alert) return nothing;
    return this.renderDialog({
      heading: msg('Call the next now'),
      body: this.#renderFields(this.alert),
      action: msg('Call them now'),
      actionId: 'confirm-escalate',
    });
  }

  #renderFields(alert: Alert) {
    return html`<p>
        ${
          alert.acknowledgedByName === null
            ? msg(str`“${ruleTitle(alert.ruleId)}” of ${alert.patientName} is told at once to whoever is next.`)
            : msg(
                str`“${ruleTitle(alert.ruleId)}” of ${alert.patientName} is told at once to whoever is next. It is not with ${alert.acknowledgedByName} any more, but anybody’s to take.`,
              )
        }
      </p>
      <p role="status">${this.#nextWords()}</p>
      <kh-reason-choice .ready=${ESCALATE_REASONS} @kh-reason=${this.#onReason}></kh-reason-choice>`;
  }

  #nextWords() {
    const { value, failure } = this.#next;
    if (failure !== null) return msg('Who that is cannot be said just now. They are called all the same.');
    if (value === null) return html`<span class="soft">${msg('Looking who is next…')}</span>`;
    const names = value.people.map(({ name }) => name).join(', ');
    return html`<strong
      >${names === '' ? msg('Nobody is there to be called just now.') : msg(str`Next: ${names}`)}</strong
    >`;
  }

  protected override problemWords(): string | null {
    if (this.isReasonMissing) return msg('Please say why, in a few words.');
    return this.failure === 'conflict' ? msg('The next were called already, or the alert is closed.') : null;
  }

  readonly #onReason = (event: CustomEvent<string>): void => {
    this.reason = event.detail;
    this.isReasonMissing = false;
  };

  protected override async act(): Promise<Acted> {
    this.isReasonMissing = this.reason === '';
    if (!this.alert || this.isReasonMissing) return 'missing';
    await escalateAlert(this.alert.id, this.reason);
    return new Event('kh-escalated');
  }
}

customElements.define('kh-escalate-dialog', KhEscalateDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-escalate-dialog': KhEscalateDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-escalated': Event;
  }
}
