import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { OnCallPerson } from '#contracts/on-call.ts';
import type { Me } from '#contracts/user.ts';
import { coverTimes } from '../../cover-times.ts';
import { addCover } from '../../data/on-call.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { clinicMomentText } from '../../format/clinic-time.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { failureWords } from '../../words/failure.ts';
import { nameOf } from '../../words/on-call.ts';
import { KhElement } from '../kh-element.ts';
import type { CoverRequest } from './cover-request.ts';

type Problem = FailureCode | 'person' | 'order' | 'reason';

/**
 * Who stands in, from when until when, and why. A clinician takes somebody else's turn or hands over their own; an
 * administrator says who.
 * @fires kh-covered - Somebody stands in.
 */
export class KhCoverDialog extends KhElement {
  static override properties = {
    me: { attribute: false },
    people: { attribute: false },
    timeZone: { attribute: false },
    asked: { state: true },
    times: { state: true },
    isOpen: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare me: Me | undefined;
  declare people: readonly OnCallPerson[];
  declare timeZone: string;
  declare asked: CoverRequest | null;
  /** Between which the person chooses. */
  declare times: readonly string[];
  declare isOpen: boolean;
  declare problem: Problem | null;
  declare busy: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        overflow-wrap: anywhere;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
    this.timeZone = 'UTC';
    this.asked = null;
    this.times = [];
    this.isOpen = false;
    this.problem = null;
    this.busy = false;
  }

  show(asked: CoverRequest): void {
    this.asked = asked;
    this.times = coverTimes(asked.from, asked.to, new Date());
    this.problem = null;
    this.isOpen = true;
  }

  override render() {
    const { asked } = this;
    if (asked === null) return nothing;
    const label = asked.insteadOf === null ? msg('Fill this gap') : msg('Arrange a cover');
    return html`<wa-dialog .label=${label} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${this.isOpen ? this.#renderForm(asked) : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="cover" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Save the cover')}</wa-button
      >
    </wa-dialog>`;
  }

  #renderForm(asked: CoverRequest) {
    const choices = this.#choices(asked);
    return html`<form @submit=${this.#onSubmit} novalidate>
      <p>
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
      <p class="small soft">${msg('It counts at once. Please tell the other person yourself.')}</p>
      <div role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
    </form>`;
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

  #problemWords(problem: Problem): string {
    switch (problem) {
      case 'person':
        return msg('Please choose who stands in.');
      case 'order':
        return msg('Please choose an end that is after the beginning.');
      case 'reason':
        return msg('Please say why, in a few words.');
      case 'conflict':
        return msg('This turn has changed meanwhile. Close this and look at the week again.');
      default:
        return failureWords(problem);
    }
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#cover();
  };

  readonly #onConfirm = (): void => void this.#cover();

  #valueOf(name: string): string {
    const field = this.renderRoot.querySelector<HTMLSelectElement | HTMLInputElement>(`[name=${name}]`);
    return field?.value.trim() ?? '';
  }

  async #cover(): Promise<void> {
    const { asked, busy } = this;
    if (asked === null || busy) return;
    const [personId, from, to] = [this.#valueOf('person'), this.#valueOf('from'), this.#valueOf('to')];
    const reason = this.#valueOf('reason');
    this.problem = personId === '' ? 'person' : from >= to ? 'order' : reason.length < 3 ? 'reason' : null;
    if (this.problem !== null) return;
    this.busy = true;
    try {
      await addCover(asked.rosterId, { personId, insteadOf: asked.insteadOf, from, to, reason });
      this.isOpen = false;
      this.dispatchEvent(new Event('kh-covered'));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
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
