import { msg, str } from '@lit/localize';
import { html } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import { bookVisit } from '../data/consultations.ts';
import { fieldStyles } from '../styles/field.ts';
import { KhActionDialog, type Acted } from './kh-action-dialog.ts';

const DAY_MS = 24 * 3_600_000;
/** What a visit after an alert is mostly booked for, before anybody chooses. */
const IN_DAYS = 7;

/** A time as a field of this browser's clock takes it: `2026-12-03T09:00`. */
const toField = (time: Date): string => {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};

/**
 * Books a video visit for later, from an alert: it stays linked to it.
 * @fires kh-booked - `detail` is the visit.
 */
export class KhFollowUpDialog extends KhActionDialog {
  static override properties = { alert: { attribute: false }, problem: { state: true } };
  declare alert: Alert | undefined;
  declare problem: 'time' | null;

  static override styles = [KhActionDialog.styles, fieldStyles];

  constructor() {
    super();
    this.problem = null;
  }

  show(): void {
    this.problem = null;
    this.open();
  }

  override render() {
    const { alert } = this;
    const first = new Date(Date.now() + IN_DAYS * DAY_MS);
    first.setHours(9, 0, 0, 0);
    return this.renderDialog({
      heading: msg('Book a follow-up visit'),
      body: html`<p>${msg(str`A video visit with ${alert?.patientName ?? ''}. It stands on their first page until then.`)}</p>
        <label class="field"
          ><span>${msg('When, by your own clock')}</span
          ><input name="time" type="datetime-local" .value=${toField(first)} min=${toField(new Date())}
        /></label>`,
      action: msg('Book the visit'),
      actionId: 'book',
    });
  }

  protected override problemWords(): string | null {
    return this.problem === 'time' ? msg('Please choose a time that is still to come.') : null;
  }

  protected override async act(): Promise<Acted> {
    const text = this.renderRoot.querySelector<HTMLInputElement>('[name=time]')?.value ?? '';
    const startsAt = new Date(text);
    this.problem = Number.isNaN(startsAt.getTime()) || startsAt.getTime() <= Date.now() ? 'time' : null;
    if (this.problem !== null || !this.alert) return 'missing';
    const detail = await bookVisit(this.alert.patientId, startsAt, this.alert.id);
    return new CustomEvent<Consultation>('kh-booked', { detail });
  }
}

customElements.define('kh-follow-up-dialog', KhFollowUpDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-follow-up-dialog': KhFollowUpDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-booked': CustomEvent<Consultation>;
  }
}
