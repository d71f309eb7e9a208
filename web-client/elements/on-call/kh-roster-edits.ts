import { html } from 'lit';
import type { OnCallBoard } from '#contracts/on-call.ts';
import { clinicDate } from '../../format/clinic-time.ts';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';
import './kh-close-roster-dialog.ts';
import './kh-end-shift-dialog.ts';
import './kh-roster-name-dialog.ts';
import './kh-shift-dialog.ts';
import type { RosterEdit } from './roster-edit.ts';

/**
 * The dialogs by which an administrator changes the rosters.
 * @fires kh-roster-edited - Something is changed: the board is to be looked at again. Also where somebody else was first.
 */
export class KhRosterEdits extends KhElement {
  static override properties = { board: { attribute: false } };
  declare board: OnCallBoard | undefined;

  static override styles = [baseStyles];

  show(edit: RosterEdit): void {
    const { renderRoot } = this;
    switch (edit.kind) {
      case 'create':
        renderRoot.querySelector('kh-roster-name-dialog')?.show(null);
        return;
      case 'rename':
        renderRoot.querySelector('kh-roster-name-dialog')?.show(edit.roster);
        return;
      case 'close':
        renderRoot.querySelector('kh-close-roster-dialog')?.show(edit.roster);
        return;
      case 'add-shift':
        renderRoot.querySelector('kh-shift-dialog')?.show(edit.roster, null);
        return;
      case 'change-shift':
        renderRoot.querySelector('kh-shift-dialog')?.show(edit.roster, edit.shift);
        return;
      case 'end-shift':
        renderRoot.querySelector('kh-end-shift-dialog')?.show(edit.roster, edit.shift);
        return;
    }
  }

  override render() {
    const { board } = this;
    const today = board ? clinicDate(board.asOf, board.timeZone) : '';
    const tell = () => this.dispatchEvent(new Event('kh-roster-edited'));
    return html`<kh-roster-name-dialog
        @kh-roster-edited=${tell}
        @kh-roster-stale=${tell}
      ></kh-roster-name-dialog>
      <kh-close-roster-dialog @kh-roster-edited=${tell} @kh-roster-stale=${tell}></kh-close-roster-dialog>
      <kh-shift-dialog
        .rosters=${board?.rosters ?? []}
        .staff=${board?.people ?? []}
        .today=${today}
        @kh-roster-edited=${tell}
        @kh-roster-stale=${tell}
      ></kh-shift-dialog>
      <kh-end-shift-dialog .today=${today} @kh-roster-edited=${tell} @kh-roster-stale=${tell}></kh-end-shift-dialog>`;
  }
}

customElements.define('kh-roster-edits', KhRosterEdits);
declare global {
  interface HTMLElementTagNameMap {
    'kh-roster-edits': KhRosterEdits;
  }
}
