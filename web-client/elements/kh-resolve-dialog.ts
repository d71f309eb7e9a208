import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { resolveAlert, type Outcome } from '../data/alerts.ts';
import type { Alert } from '#contracts/alert.ts';
import { ruleTitle } from '../words/rule.ts';
import { KhActionDialog, type Acted } from './kh-action-dialog.ts';
import './kh-outcome-choice.ts';

/**
 * Closes an alert: what came of it, and a word if wanted. Says what will happen, with the patient's name in it.
 * @fires kh-resolved - `detail` is the alert as it is now.
 */
export class KhResolveDialog extends KhActionDialog {
  static override properties = {
    alert: { attribute: false },
    outcome: { state: true },
    isMissing: { state: true },
  };
  declare alert: Alert | undefined;
  declare outcome: Outcome | null;
  declare isMissing: boolean;

  constructor() {
    super();
    this.outcome = null;
    this.isMissing = false;
  }

  show(): void {
    this.outcome = null;
    this.isMissing = false;
    this.open();
  }

  override render() {
    if (!this.alert) return nothing;
    return this.renderDialog({
      heading: msg('Resolve the alert'),
      body: this.#renderFields(this.alert),
      action: msg('Resolve'),
      actionId: 'confirm-resolve',
    });
  }

  #renderFields(alert: Alert) {
    return html`<p>
        ${msg(str`“${ruleTitle(alert.ruleId)}” of ${alert.patientName} will be closed for everyone in the care team.`)}
      </p>
      <kh-outcome-choice .outcome=${this.outcome} @kh-outcome=${this.#onOutcome}></kh-outcome-choice>
      <wa-textarea
        name="comment"
        rows="2"
        maxlength="2000"
        resize="auto"
        .label=${msg('Comment (optional)')}
      ></wa-textarea>`;
  }

  protected override problemWords(): string | null {
    return this.isMissing ? msg('Please choose what came of it.') : null;
  }

  readonly #onOutcome = (event: CustomEvent<Outcome>): void => {
    this.outcome = event.detail;
    this.isMissing = false;
  };

  protected override async act(): Promise<Acted> {
    const { alert, outcome } = this;
    this.isMissing = outcome === null;
    if (!alert || outcome === null) return 'missing';
    const comment = this.renderRoot.querySelector<WaTextarea>('wa-textarea')?.value ?? '';
    const resolved = await resolveAlert(alert.id, outcome, comment);
    return new CustomEvent('kh-resolved', { detail: resolved });
  }
}

customElements.define('kh-resolve-dialog', KhResolveDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-resolve-dialog': KhResolveDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-resolved': CustomEvent<Alert>;
  }
}
