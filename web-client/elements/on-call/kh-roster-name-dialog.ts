import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { Roster } from '#contracts/on-call.ts';
import { createRoster, renameRoster } from '../../data/on-call.ts';
import type { Acted } from '../kh-action-dialog.ts';
import { KhRosterDialog } from './kh-roster-dialog.ts';

/**
 * What a roster is called: a new one, or one that gets another name.
 * @fires kh-roster-edited - There is a new roster, or a new name.
 */
export class KhRosterNameDialog extends KhRosterDialog {
  static override properties = { roster: { state: true }, isNameless: { state: true } };
  /** Null: a new one. */
  declare roster: Roster | null;
  declare isNameless: boolean;

  constructor() {
    super();
    this.roster = null;
    this.isNameless = false;
  }

  show(roster: Roster | null): void {
    this.roster = roster;
    this.isNameless = false;
    this.open();
  }

  override render() {
    const { roster } = this;
    return this.renderDialog({
      heading: roster === null ? msg('New roster') : msg('Rename the roster'),
      body: html`<label class="field"
          ><span>${msg('Name')}</span
          ><input name="name" maxlength="120" autocomplete="off" .value=${roster?.name ?? ''}
        /></label>
        ${
          roster === null
            ? html`<p class="small soft">
                ${msg('Such as “Doctors at night”. A roster is meant to have somebody at every hour; until it has shifts, all of it is a gap.')}
              </p>`
            : nothing
        }`,
      action: roster === null ? msg('Make the roster') : msg('Rename'),
      actionId: 'save-name',
    });
  }

  protected override problemWords(): string | null {
    if (this.isNameless) return msg('Please give the roster a name.');
    return this.staleWords(this.failure, msg('There is a roster of this name already. Please choose another one.'));
  }

  protected override async act(): Promise<Acted> {
    const name = this.textOf('name');
    this.isNameless = name === '';
    if (this.isNameless) return 'missing';
    await (this.roster === null ? createRoster(name) : renameRoster(this.roster.id, name));
    return new Event('kh-roster-edited');
  }
}

customElements.define('kh-roster-name-dialog', KhRosterNameDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-roster-name-dialog': KhRosterNameDialog;
  }
}
