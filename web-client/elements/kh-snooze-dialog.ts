import { msg, str } from '@lit/localize';
import { html, nothing, type CSSResultGroup } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import { snoozeAlert } from '../data/alerts.ts';
import { choiceStyles } from '../styles/choice.ts';
import { fieldStyles } from '../styles/field.ts';
import { ruleTitle } from '../words/rule.ts';
import { KhActionDialog, type Acted } from './kh-action-dialog.ts';

/** In hours; a snooze ends within a day. */
const LENGTHS = [1, 4, 8, 24] as const;

const lengthWord = (hours: number): string => (hours === 1 ? msg('1 hour') : msg(str`${hours} hours`));

/**
 * Keeps an alert from being told to this person again: for how long, and why. Says what that does and what it does not.
 * @fires kh-snoozed - What is shown of the alert is out of date.
 */
export class KhSnoozeDialog extends KhActionDialog {
  static override properties = {
    alert: { attribute: false },
    hours: { state: true },
    isReasonMissing: { state: true },
  };
  declare alert: Alert | undefined;
  declare hours: number;
  declare isReasonMissing: boolean;

  static override styles: CSSResultGroup = [KhActionDialog.styles, choiceStyles, fieldStyles];

  constructor() {
    super();
    this.hours = 1;
    this.isReasonMissing = false;
  }

  show(): void {
    this.hours = 1;
    this.isReasonMissing = false;
    this.open();
  }

  override render() {
    if (!this.alert) return nothing;
    return this.renderDialog({
      heading: msg('Snooze the alert'),
      body: this.#renderFields(this.alert),
      action: msg('Snooze'),
      actionId: 'confirm-snooze',
    });
  }

  #renderFields(alert: Alert) {
    return html`<p>
        ${msg(str`You will not be told of “${ruleTitle(alert.ruleId)}” of ${alert.patientName} again until then. It stays open, and the others are told as before.`)}
      </p>
      <fieldset @change=${this.#onLength}>
        <legend>${msg('For how long?')}</legend>
        <div class="choices">
          ${LENGTHS.map(
            (hours) =>
              html`<label class="choice">
                <input type="radio" name="hours" value=${hours} .checked=${this.hours === hours} />
                <span>${lengthWord(hours)}</span>
              </label>`,
          )}
        </div>
      </fieldset>
      <label class="field"
        ><span>${msg('Reason')}</span><input name="reason" maxlength="500" autocomplete="off"
      /></label>
      <p class="small soft">${msg('It ends at once when the alert becomes more severe.')}</p>`;
  }

  protected override problemWords(): string | null {
    if (this.isReasonMissing) return msg('Please say why, in a few words.');
    return this.failure === 'conflict' ? msg('The alert is critical by now, or closed: it cannot be snoozed.') : null;
  }

  readonly #onLength = (event: Event): void => {
    this.hours = Number((event.target as HTMLInputElement).value);
  };

  protected override async act(): Promise<Acted> {
    const { alert, hours } = this;
    const reason = this.renderRoot.querySelector<HTMLInputElement>('[name=reason]')?.value.trim() ?? '';
    this.isReasonMissing = reason === '';
    if (!alert || this.isReasonMissing) return 'missing';
    await snoozeAlert(alert.id, hours, reason);
    return new Event('kh-snoozed');
  }
}

customElements.define('kh-snooze-dialog', KhSnoozeDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-snooze-dialog': KhSnoozeDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-snoozed': Event;
  }
}
