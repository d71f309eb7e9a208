import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Roster, Shift } from '#contracts/on-call.ts';
import { endShift } from '../../data/on-call.ts';
import { calendarDayText, daysLater } from '../../format/clinic-time.ts';
import { shiftTitle } from '../../words/shift.ts';
import type { Acted } from '../kh-action-dialog.ts';
import { KhRosterDialog } from './kh-roster-dialog.ts';

/**
 * The last day on which a shift begins, and why.
 * @fires kh-roster-edited - It ends.
 */
export class KhEndShiftDialog extends KhRosterDialog {
  static override properties = {
    today: { attribute: false },
    asked: { state: true },
    lastDay: { state: true },
    problem: { state: true },
  };
  /** Today by the clinic's calendar. */
  declare today: string;
  declare asked: { roster: Roster; shift: Shift } | null;
  declare lastDay: string;
  declare problem: 'day' | 'reason' | null;

  constructor() {
    super();
    this.today = '';
    this.asked = null;
    this.lastDay = '';
    this.problem = null;
  }

  show(roster: Roster, shift: Shift): void {
    this.asked = { roster, shift };
    this.lastDay = this.today;
    this.problem = null;
    this.open();
  }

  get #earliest(): string {
    return daysLater(this.today, -1);
  }

  override render() {
    if (this.asked === null) return nothing;
    const { roster, shift } = this.asked;
    return this.renderDialog({
      heading: msg('End the shift'),
      body: html`<p><strong>${shiftTitle(shift)}</strong><br /><span class="soft">${roster.name}</span></p>
        <label class="field"
          ><span>${msg('Last day')}</span
          ><input
            type="date"
            name="last-day"
            required
            .value=${this.lastDay}
            min=${this.#earliest}
            @change=${this.#onDay}
        /></label>
        <p role="status">${this.#meaning(shift)}</p>
        <label class="field"
          ><span>${msg('Reason')}</span><input name="reason" maxlength="500" autocomplete="off"
        /></label>
        <p class="small soft">${msg('Where nobody else is on call afterwards, there is a gap; the board shows it at once.')}</p>`,
      action: msg('End the shift'),
      actionId: 'end-shift',
    });
  }

  #meaning(shift: Shift): string {
    if (this.lastDay === '') return '';
    const day = calendarDayText(this.lastDay);
    if (this.lastDay < shift.validFrom) return msg('It never begins.');
    return msg(str`It begins on no day after ${day}. A turn that runs then is kept to its end.`);
  }

  readonly #onDay = (): void => {
    this.lastDay = this.textOf('last-day');
    this.problem = null;
  };

  protected override problemWords(): string | null {
    switch (this.problem) {
      case 'day':
        return msg('Please choose a last day, yesterday at the earliest.');
      case 'reason':
        return msg('Please say why, in a few words.');
      case null:
        return this.staleWords(
          this.failure,
          msg('This shift ends by then already: somebody changed it meanwhile, or the day is after its last one.'),
        );
    }
  }

  protected override async act(): Promise<Acted> {
    const [lastDay, reason] = [this.textOf('last-day'), this.textOf('reason')];
    this.problem = lastDay === '' || lastDay < this.#earliest ? 'day' : reason.length < 3 ? 'reason' : null;
    if (this.problem !== null || this.asked === null) return 'missing';
    await endShift(this.asked.roster.id, this.asked.shift.id, { lastDay, reason });
    return new Event('kh-roster-edited');
  }
}

customElements.define('kh-end-shift-dialog', KhEndShiftDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-end-shift-dialog': KhEndShiftDialog;
  }
}
