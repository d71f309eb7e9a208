import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { OnCallPerson } from '#contracts/on-call.ts';
import type { Me } from '#contracts/user.ts';
import { coverTimes } from '../../cover-times.ts';
import { addCover } from '../../data/on-call.ts';
import { clinicMomentText } from '../../format/clinic-time.ts';
import { fieldStyles } from '../../styles/field.ts';
import { nameOf } from '../../words/on-call.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';
import type { CoverRequest } from './cover-request.ts';

/**
 * Who stands in, from when until when, and why. A clinician takes somebody else's turn or hands over their own; an
 * administrator says who.
 * @fires kh-covered - Somebody stands in.
 */
export class KhCoverDialog extends KhActionDialog {
  static override properties = {
    me: { attribute: false },
    people: { attribute: false },
    timeZone: { attribute: false },
    asked: { state: true },
    times: { state: true },
    problem: { state: true },
  };
  declare me: Me | undefined;
  declare people: readonly OnCallPerson[];
  declare timeZone: string;
  declare asked: CoverRequest | null;
  /** Between which the person chooses. */
  declare times: readonly string[];
  declare problem: 'person' | 'order' | 'reason' | null;

  static override styles = [KhActionDialog.styles, fieldStyles];

  constructor() {
    super();
    this.people = [];
    this.timeZone = 'UTC';
    this.asked = null;
    this.times = [];
    this.problem = null;
  }

  show(asked: CoverRequest): void {
    this.asked = asked;
    this.times = coverTimes(asked.from, asked.to, new Date());
    this.problem = null;
    this.open();
  }

  override render() {
    const { asked } = this;
    if (asked === null) return nothing;
    return this.renderDialog({
      heading: asked.insteadOf === null ? msg('Fill this gap') : msg('Arrange a cover'),
      body: this.#renderFields(asked),
      action: msg('Save the cover'),
      actionId: 'cover',
    });
  }

  #renderFields(asked: CoverRequest) {
    const choices = this.#choices(asked);
    return html`<p>
        ${
          asked.insteadOf === null
            ? msg(str`Nobody is on call then (${asked.rosterName}).`)
            : msg(str`Whose turn it is: ${nameOf(this.people, asked.insteadOf)} (${asked.rosterName}).`)
        }
      </p>
      <label class="field"
        ><span>${msg('Who stands in')}</span
        ><select name="person">
          ${choices.length === 1 ? nothing : html`<option value="">${msg('Choose somebody')}</option>`}
          ${choices.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
        </select></label
      >
      ${this.#renderTime('from', msg('From'), this.times.slice(0, -1), 0)}
      ${this.#renderTime('to', msg('Until'), this.times.slice(1), this.times.length - 2)}
      <label class="field"
        ><span>${msg('Reason')}</span><input name="reason" maxlength="500" autocomplete="off"
      /></label>
      <p class="small soft">${msg('It counts at once. Please tell the other person yourself.')}</p>`;
  }

  #renderTime(name: 'from' | 'to', label: string, times: readonly string[], chosen: number) {
    return html`<label class="field"
      ><span>${label}</span
      ><select name=${name}>
        ${times.map(
          (time, index) =>
            html`<option value=${time} ?selected=${index === chosen}>${clinicMomentText(time, this.timeZone)}</option>`,
        )}
      </select></label
    >`;
  }

  #choices({ insteadOf }: CoverRequest): OnCallPerson[] {
    const { me } = this;
    const others = this.people.filter(({ id, hasLeft }) => !hasLeft && id !== insteadOf);
    const isFree = me?.role === 'administrator' || insteadOf === me?.id;
    return isFree ? others : others.filter(({ id }) => id === me?.id);
  }

  protected override problemWords(): string | null {
    switch (this.problem) {
      case 'person':
        return msg('Please choose who stands in.');
      case 'order':
        return msg('Please choose an end that is after the beginning.');
      case 'reason':
        return msg('Please say why, in a few words.');
      case null:
        return this.failure === 'conflict'
          ? msg('This turn has changed meanwhile. Close this and look at the week again.')
          : null;
    }
  }

  #valueOf(name: string): string {
    const field = this.renderRoot.querySelector<HTMLSelectElement | HTMLInputElement>(`[name=${name}]`);
    return field?.value.trim() ?? '';
  }

  protected override async act(): Promise<Acted> {
    const [personId, from, to] = [this.#valueOf('person'), this.#valueOf('from'), this.#valueOf('to')];
    const reason = this.#valueOf('reason');
    this.problem = personId === '' ? 'person' : from >= to ? 'order' : reason.length < 3 ? 'reason' : null;
    if (this.problem !== null || this.asked === null) return 'missing';
    const { rosterId, insteadOf } = this.asked;
    await addCover(rosterId, { personId, insteadOf, from, to, reason });
    return new Event('kh-covered');
  }
}

customElements.define('kh-cover-dialog', KhCoverDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-cover-dialog': KhCoverDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-covered': Event;
  }
}
