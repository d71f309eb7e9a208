import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import type { Region } from '#contracts/region.ts';
import { WAITING_ROOM_OPENS_MS } from '#contracts/waiting-room-times.ts';
import { ClockController } from '../../controllers/clock.ts';
import { Loaded } from '../../controllers/loaded.ts';
import { checkIn, readWaitingRoom } from '../../data/consultations.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { clockText, momentText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { clinicianStateWords, placeWords } from '../../words/waiting-room.ts';
import '../kh-emergency-notice.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import '../kh-skeleton.ts';
import '../visit-chat/kh-visit-chat.ts';
import '../whereabouts/kh-where-you-are.ts';

/** What the others in line do is no news of this patient's: it is asked for. */
const LOOK_EVERY_MS = 5_000;

/**
 * Before a booked visit: when the waiting room opens, coming in, and then the place in line, what the doctor does, and
 * writing meanwhile.
 * @fires kh-checked-in - `detail` is the consultation as it is now.
 */
export class KhWaitingRoom extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    region: { attribute: false },
    isComingIn: { state: true },
    failure: { state: true },
  };
  declare consultation: Consultation | undefined;
  /** Where the patient is; null while that is not known. */
  declare region: Region | null;
  declare isComingIn: boolean;
  declare failure: FailureCode | null;

  readonly #clock = new ClockController(this);
  readonly #line = new Loaded(
    this,
    () => {
      const { consultation } = this;
      return consultation?.state === 'checked_in' ? readWaitingRoom(consultation.id) : Promise.resolve(null);
    },
    { everyMs: LOOK_EVERY_MS },
  );

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .place {
        font-size: var(--kh-text-xl);
        font-weight: var(--kh-weight-strong);
        line-height: var(--kh-leading-tight);
      }
      .back {
        display: grid;
        gap: var(--kh-space-2);
        text-align: center;
      }
      .line {
        margin-block-start: var(--kh-space-2);
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .line > .icon {
        margin-block-start: 0.25em;
        color: var(--kh-brand);
      }
    `,
  ];

  constructor() {
    super();
    this.region = null;
    this.isComingIn = false;
    this.failure = null;
  }

  override render() {
    const { consultation } = this;
    if (!consultation) return nothing;
    return html`<h1>${msg(str`Video visit with ${consultation.clinicianName}`)}</h1>
      ${consultation.state === 'checked_in' ? this.#renderLine(consultation) : this.#renderDoor(consultation)}`;
  }

  #renderDoor({ startsAt }: Consultation) {
    const { now } = this.#clock;
    const opensAt = new Date(Date.parse(startsAt) - WAITING_ROOM_OPENS_MS);
    const isOpen = opensAt <= now;
    return html`<section class="card">
      <p>${msg(str`Your visit is booked for ${momentText(startsAt, now)}.`)}</p>
      ${
        isOpen
          ? html`<p>${msg('Come into the waiting room. Your doctor then sees that you are there, and lets you in.')}</p>
            ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
            <wa-button
              id="check-in"
              class="wide"
              variant="brand"
              ?loading=${this.isComingIn}
              @click=${() => void this.#checkIn()}
              >${icon('check')}${msg('I am here')}</wa-button
            >`
          : html`<p>
              ${msg(str`The waiting room opens at ${clockText(opensAt)}. You will find the way in on your first page.`)}
            </p>
            <wa-button class="wide" appearance="outlined" href="/">${msg('To the first page')}</wa-button>`
      }
    </section>
      <kh-emergency-notice .region=${this.region}></kh-emergency-notice>`;
  }

  #renderLine(consultation: Consultation) {
    return html`<section class="card" aria-labelledby="waiting">
        <h2 id="waiting">${msg('You are in the waiting room')}</h2>
        <div role="status">${this.#renderPlace(consultation.clinicianName)}</div>
        <p class="soft">
          ${msg('Keep this page open and the sound on. You will hear it when you are let in, and see each other at once.')}
        </p>
      </section>
      <section class="card" aria-labelledby="where">
        <h2 id="where">${msg('Where are you now?')}</h2>
        <kh-where-you-are .consultationId=${consultation.id}></kh-where-you-are>
      </section>
      <section class="card" aria-labelledby="write">
        <h2 id="write">${msg('Write while you wait')}</h2>
        <kh-visit-chat viewer="patient" .consultation=${consultation}></kh-visit-chat>
      </section>
      <kh-emergency-notice .region=${this.region}></kh-emergency-notice>
      <div class="back">
        <wa-button class="wide" appearance="outlined" href="/">${msg('To the first page')}</wa-button>
        <p class="soft small">${msg('You keep your place.')}</p>
      </div>`;
  }

  #renderPlace(clinicianName: string) {
    const { value, failure } = this.#line;
    if (!value)
      return failure
        ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#line.load()}></kh-failure>`
        : html`<kh-skeleton .lines=${2}></kh-skeleton>`;
    const { icon: symbol, words } = clinicianStateWords(value.clinician, clinicianName);
    return html`<p class="place" id="place">${placeWords(value.place)}</p>
      <p class="line" id="clinician">${icon(symbol)}<span>${words}</span></p>`;
  }

  async #checkIn(): Promise<void> {
    const { consultation } = this;
    if (!consultation || this.isComingIn) return;
    this.isComingIn = true;
    this.failure = null;
    try {
      const now = await checkIn(consultation.id);
      this.dispatchEvent(new CustomEvent('kh-checked-in', { detail: now }));
      this.consultation = now;
      await this.#line.load();
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.isComingIn = false;
    }
  }
}

customElements.define('kh-waiting-room', KhWaitingRoom);
declare global {
  interface HTMLElementTagNameMap {
    'kh-waiting-room': KhWaitingRoom;
  }
  interface GlobalEventHandlersEventMap {
    'kh-checked-in': CustomEvent<Consultation>;
  }
}
