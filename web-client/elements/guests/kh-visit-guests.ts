import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import type { VisitGuest } from '#contracts/visit-guest.ts';
import { admitGuest, removeGuest, type InvitedGuest } from '../../data/guests.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { icon } from '../../icons/icon.ts';
import { playVisitSound } from '../../preferences/sound.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { guestKindWord, guestStateWords } from '../../words/visit-guest.ts';
import '../kh-confirm-dialog.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import './kh-guest-link-dialog.ts';
import './kh-invite-guest-dialog.ts';

const AHEAD_OR_ON: ReadonlySet<Consultation['state']> = new Set([
  'booked',
  'ringing',
  'checked_in',
  'admitted',
  'in_progress',
]);
const ON: ReadonlySet<Consultation['state']> = new Set(['admitted', 'in_progress']);
const OPEN: ReadonlySet<VisitGuest['state']> = new Set(['invited', 'waiting', 'admitted']);

const waitingOf = (consultation: Consultation | undefined): readonly VisitGuest[] =>
  consultation?.guests.filter(({ state }) => state === 'waiting') ?? [];

/**
 * Who else comes to a visit: each with how far they are; inviting, letting in and sending away. Whoever waits stands out
 * by words and a button, is announced, and is heard by whoever may let them in.
 * @fires kh-guests-changed - `detail` is the consultation as it is now.
 */
export class KhVisitGuests extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    mayInvite: { type: Boolean, attribute: 'may-invite' },
    mayAdmit: { type: Boolean, attribute: 'may-admit' },
    now: { attribute: false },
    busyId: { state: true },
    failure: { state: true },
  };
  declare consultation: Consultation | undefined;
  /** It is the visit of whoever looks at it. */
  declare mayInvite: boolean;
  /** It is the visit of the clinician who looks at it. */
  declare mayAdmit: boolean;
  declare now: Date;
  declare busyId: string | null;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        padding: var(--kh-space-3) var(--kh-space-5);
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kh-space-2) var(--kh-space-4);
      }
      h2 {
        font-size: var(--kh-text-m);
      }
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-2) var(--kh-space-4);
      }
      .who {
        flex: 1 1 14rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .gone {
        color: var(--kh-ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    this.mayInvite = false;
    this.mayAdmit = false;
    this.now = new Date();
    this.busyId = null;
    this.failure = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('consultation');
    if (!changed.has('consultation') || before?.id !== this.consultation?.id || !this.mayAdmit) return;
    const known = new Set(waitingOf(before).map(({ id }) => id));
    if (waitingOf(this.consultation).some(({ id }) => !known.has(id))) playVisitSound();
  }

  override render() {
    const { consultation } = this;
    if (!consultation) return nothing;
    const { guests, state, id } = consultation;
    const mayInvite = this.mayInvite && AHEAD_OR_ON.has(state);
    if (guests.length === 0 && !mayInvite) return nothing;
    const waiting = waitingOf(consultation).map(({ name }) => name);
    return html`<section class="card" aria-labelledby="guests">
      <div class="top">
        <h2 id="guests">${icon('users')} ${msg('Guests')}</h2>
        ${
          mayInvite
            ? html`<button id="invite" class="quiet-button" type="button" @click=${this.#onInvite}>
                ${icon('plus')}${msg('Invite somebody')}
              </button>`
            : nothing
        }
      </div>
      <p class="visually-hidden" role="status">
        ${waiting.length === 0 ? nothing : msg(str`${waiting.join(', ')} waits to be let in.`)}
      </p>
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
      ${guests.length === 0 ? nothing : html`<ul>${guests.map((guest) => this.#renderGuest(consultation, guest))}</ul>`}
      <kh-invite-guest-dialog .consultationId=${id} @kh-guest-invited=${this.#onInvited}></kh-invite-guest-dialog>
      <kh-guest-link-dialog></kh-guest-link-dialog>
      <kh-confirm-dialog></kh-confirm-dialog>
    </section>`;
  }

  #renderGuest({ state }: Consultation, guest: VisitGuest) {
    const isOpen = OPEN.has(guest.state);
    const isBusy = this.busyId === guest.id;
    return html`<li data-state=${guest.state}>
      <span class="who ${isOpen ? '' : 'gone'}">
        <strong>${guest.name}</strong>
        <span class="soft small">${[guestKindWord(guest.kind), ...(guest.relation === null ? [] : [guest.relation])].join(' · ')}</span>
        <br />${guestStateWords(guest, this.now)}
      </span>
      ${
        this.mayAdmit && guest.state === 'waiting'
          ? html`<wa-button
              variant="brand"
              data-action="admit"
              ?loading=${isBusy}
              ?disabled=${!ON.has(state)}
              @click=${() => void this.#admit(guest)}
              ><span aria-hidden="true">${msg('Let in')}</span
              ><span class="visually-hidden">${msg(str`Let ${guest.name} in`)}</span></wa-button
            >`
          : nothing
      }
      ${
        isOpen
          ? html`<wa-button appearance="outlined" data-action="remove" @click=${() => this.#askToRemove(guest)}
              ><span aria-hidden="true">${guest.state === 'invited' ? msg('Withdraw the link') : msg('Send away')}</span
              ><span class="visually-hidden"
                >${guest.state === 'invited' ? msg(str`Withdraw the link of ${guest.name}`) : msg(str`Send ${guest.name} away`)}</span
              ></wa-button
            >`
          : nothing
      }
    </li>`;
  }

  readonly #onInvite = (): void => {
    this.renderRoot.querySelector('kh-invite-guest-dialog')?.show();
  };

  readonly #onInvited = (event: CustomEvent<InvitedGuest>): void => {
    this.renderRoot.querySelector('kh-guest-link-dialog')?.show(event.detail);
  };

  async #admit({ id }: VisitGuest): Promise<void> {
    if (!this.consultation || this.busyId !== null) return;
    this.busyId = id;
    this.failure = null;
    try {
      this.#tell(await admitGuest(this.consultation.id, id));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busyId = null;
    }
  }

  #askToRemove({ id, name, state }: VisitGuest): void {
    const consultationId = this.consultation?.id ?? '';
    this.renderRoot.querySelector('kh-confirm-dialog')?.ask({
      heading: state === 'invited' ? msg(str`Withdraw the link of ${name}?`) : msg(str`Send ${name} away?`),
      text: msg('They cannot come back with the same link. You can invite them again.'),
      action: state === 'invited' ? msg('Withdraw the link') : msg('Send away'),
      run: async () => this.#tell(await removeGuest(consultationId, id)),
    });
  }

  #tell(detail: Consultation): void {
    this.dispatchEvent(new CustomEvent<Consultation>('kh-guests-changed', { detail }));
  }
}

customElements.define('kh-visit-guests', KhVisitGuests);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-guests': KhVisitGuests;
  }
  interface GlobalEventHandlersEventMap {
    'kh-guests-changed': CustomEvent<Consultation>;
  }
}
