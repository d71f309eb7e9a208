import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { EscalationPolicy, EscalationTarget } from '#contracts/escalation.ts';
import type { Roster } from '#contracts/on-call.ts';
import { listPolicies } from '../../data/escalation-policies.ts';
import { closeRoster } from '../../data/on-call.ts';
import { icon } from '../../icons/icon.ts';
import { levelWord } from '../../words/severity.ts';
import type { Acted } from '../kh-action-dialog.ts';
import { KhRosterDialog } from './kh-roster-dialog.ts';

/**
 * Closes a roster, having said what that means: whose alerts are escalated to it, and that it is for good.
 * @fires kh-roster-edited - It is closed.
 */
export class KhCloseRosterDialog extends KhRosterDialog {
  static override properties = {
    roster: { state: true },
    policies: { state: true },
    isUnexplained: { state: true },
  };
  declare roster: Roster | null;
  /** Null: not known, yet or at all. */
  declare policies: readonly EscalationPolicy[] | null;
  declare isUnexplained: boolean;

  constructor() {
    super();
    this.roster = null;
    this.policies = null;
    this.isUnexplained = false;
  }

  show(roster: Roster): void {
    this.roster = roster;
    this.policies = null;
    this.isUnexplained = false;
    this.open();
    void this.#look();
  }

  async #look(): Promise<void> {
    try {
      this.policies = await listPolicies();
    } catch {
      // The server looks again when it is asked to close it.
      this.policies = null;
    }
  }

  override render() {
    const { roster } = this;
    if (roster === null) return nothing;
    return this.renderDialog({
      heading: msg('Close the roster'),
      body: html`<p>
          ${msg(str`Nobody is on call by “${roster.name}” any more, from now on. It cannot be opened again. Who was on call stays on record.`)}
        </p>
        ${this.#renderReferences(roster.id)}
        <label class="field"
          ><span>${msg('Reason')}</span><input name="reason" maxlength="500" autocomplete="off"
        /></label>`,
      action: msg('Close the roster'),
      actionId: 'close-roster',
    });
  }

  #renderReferences(rosterId: string) {
    const direct = this.#tiersThat((target) => target.kind === 'roster' && target.rosterId === rosterId);
    const anyone = this.#tiersThat(({ kind }) => kind === 'anyone-on-call');
    return html`${
      direct.length === 0
        ? nothing
        : html`<p>
            ${icon('warning')}
            <strong>${msg(str`Alerts are escalated to this roster: ${direct.join(msg(', '))}.`)}</strong>
            ${msg('It can be closed only once the escalation policy names somebody else.')}
          </p>`
    }${
      anyone.length === 0
        ? nothing
        : html`<p>
            ${msg(str`These call anyone on call, and nobody by this roster is among them any more: ${anyone.join(msg(', '))}.`)}
          </p>`
    }`;
  }

  /** `Critical, tier 2` for each tier that calls such a target. */
  #tiersThat(calls: (target: EscalationTarget) => boolean): string[] {
    return (this.policies ?? []).flatMap(({ severity, tiers }) =>
      tiers.flatMap(({ targets }, index) =>
        targets.some(calls) ? [msg(str`${levelWord(severity)} (tier ${index + 1})`)] : [],
      ),
    );
  }

  protected override problemWords(): string | null {
    if (this.isUnexplained) return msg('Please say why, in a few words.');
    return this.staleWords(
      this.failure,
      msg('It was not closed: alerts are escalated to this roster. Change the escalation policy first.'),
    );
  }

  protected override async act(): Promise<Acted> {
    const reason = this.textOf('reason');
    this.isUnexplained = reason.length < 3;
    if (this.isUnexplained || this.roster === null) return 'missing';
    await closeRoster(this.roster.id, reason);
    return new Event('kh-roster-edited');
  }
}

customElements.define('kh-close-roster-dialog', KhCloseRosterDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-close-roster-dialog': KhCloseRosterDialog;
  }
}
