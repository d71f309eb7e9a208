import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import { ClockController } from '../controllers/clock.ts';
import { OwnRecordController } from '../controllers/own-record.ts';
import { readConsultation } from '../data/consultations.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import '../elements/after-visit/kh-rate-visit.ts';
import '../elements/after-visit/kh-visit-summary.ts';
import '../elements/call/kh-asked-in-call.ts';
import '../elements/guests/kh-visit-guests.ts';
import '../elements/kh-call.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-emergency-notice.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import '../elements/visit-chat/kh-chat-drawer.ts';
import '../elements/visit-chat/kh-visit-chat.ts';
import '../elements/waiting-room/kh-waiting-room.ts';
import { playVisitSound } from '../preferences/sound.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';

/** A call that has come to an end says what comes next; until then the doctor fills the screen. */
const OVER: ReadonlySet<Consultation['state']> = new Set(['ended', 'cancelled', 'no_show', 'declined', 'missed']);

/** Before the doctor lets the patient in. */
const WAITING: ReadonlySet<Consultation['state']> = new Set(['booked', 'checked_in']);

/** A patient in a call, and in the waiting room before it. */
export class KhCallPage extends KhElement {
  static override properties = {
    consultationId: { attribute: false },
    answered: { attribute: false },
    consultation: { state: true },
    failure: { state: true },
    hasLeft: { state: true },
  };
  declare consultationId: string;
  /** The call as it was when it was answered: joining need not wait for more. */
  declare answered: Consultation | null;
  declare consultation: Consultation | null;
  declare failure: FailureCode | null;
  declare hasLeft: boolean;

  readonly #own = new OwnRecordController(this);
  readonly #clock = new ClockController(this);
  #stopListening: (() => void) | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      /* The chat takes room of its own: it never covers a face. */
      .live {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr) auto;
        block-size: calc(100dvh - var(--kh-notice-height, 0px));
      }
      .call {
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        min-block-size: 0;
      }
      .live:has(> kh-chat-drawer[open]) {
        grid-template-rows: minmax(0, 1fr) minmax(0, 1fr);
      }
      @media (min-width: 900px) {
        .live:has(> kh-chat-drawer[open]) {
          grid-template-columns: minmax(0, 1fr) 26rem;
          grid-template-rows: minmax(0, 1fr);
        }
      }
      .waiting {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        max-inline-size: 34rem;
        margin-inline: auto;
        padding: var(--kh-space-6) var(--kh-space-5);
      }
      .over {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: center;
        gap: var(--kh-space-5);
        max-inline-size: 34rem;
        min-block-size: calc(100dvh - var(--kh-notice-height, 0px));
        margin-inline: auto;
        padding: var(--kh-space-6) var(--kh-space-5);
      }
    `,
  ];

  constructor() {
    super();
    this.consultationId = '';
    this.answered = null;
    this.consultation = null;
    this.failure = null;
    this.hasLeft = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      consultation: (_type, { consultation }) => {
        if (consultation.id === this.consultationId) this.#take(consultation);
      },
      caughtUp: () => void this.#load(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('consultationId') || this.consultationId === '') return;
    this.hasLeft = false;
    if (this.answered?.id === this.consultationId) this.consultation = this.answered;
    else void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.#take(await readConsultation(this.consultationId));
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  /** Whoever waits may look elsewhere: to be let in is heard. */
  #take(consultation: Consultation): void {
    if (this.consultation?.state === 'checked_in' && consultation.state === 'admitted') playVisitSound();
    this.consultation = consultation;
  }

  override render() {
    const { consultation } = this;
    if (this.failure && !consultation)
      return html`<div class="over">
        <kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>
        ${this.#renderBack()}
      </div>`;
    if (!consultation) return html`<div class="over"><kh-skeleton tall .lines=${2}></kh-skeleton></div>`;
    if (this.hasLeft || OVER.has(consultation.state)) return this.#renderOver(consultation);
    if (WAITING.has(consultation.state))
      return html`<div class="waiting">
        <kh-waiting-room
          .consultation=${consultation}
          .region=${this.#own.record?.region ?? null}
          @kh-checked-in=${(event: CustomEvent<Consultation>) => this.#take(event.detail)}
        ></kh-waiting-room>
        <kh-visit-guests
          may-invite
          .consultation=${consultation}
          .now=${this.#clock.now}
          @kh-guests-changed=${(event: CustomEvent<Consultation>) => this.#take(event.detail)}
        ></kh-visit-guests>
      </div>`;
    return html`<h1 class="visually-hidden">${msg(str`Video visit with ${consultation.clinicianName}`)}</h1>
      <div class="live">
        <div class="call">
          <kh-asked-in-call .record=${this.#own.record} .now=${this.#clock.now}></kh-asked-in-call>
          <kh-call
            isSimple
            .consultationId=${consultation.id}
            .peerName=${consultation.clinicianName}
            .waitingWords=${msg('Your doctor will be with you in a moment.')}
            .startedAt=${consultation.startedAt}
            .endWord=${msg('Hang up')}
            @kh-hang-up=${this.#onLeft}
            @kh-call-over=${this.#onLeft}
          ></kh-call>
        </div>
        <kh-chat-drawer .consultation=${consultation}></kh-chat-drawer>
      </div>`;
  }

  #renderOver(consultation: Consultation) {
    const { state, clinicianName, startedAt, note } = consultation;
    const mayReturn = !OVER.has(state);
    return html`<div class="over">
      <h1>${mayReturn ? msg('You have left the call') : msg('The call has ended')}</h1>
      <p>
        ${
          mayReturn
            ? msg(str`${clinicianName} may still be there. You can go back.`)
            : note === null
              ? msg('Your doctor will write down what you have talked about.')
              : msg('Your doctor has written down what you have talked about.')
        }
      </p>
      <kh-visit-summary .consultation=${consultation}></kh-visit-summary>
      ${
        state === 'ended' && startedAt !== null
          ? html`<kh-rate-visit .consultation=${consultation}></kh-rate-visit>`
          : nothing
      }
      ${
        startedAt === null
          ? nothing
          : html`<kh-visit-chat
              viewer="patient"
              .heading=${msg('What you wrote to each other')}
              .consultation=${consultation}
            ></kh-visit-chat>`
      }
      ${
        mayReturn
          ? html`<wa-button class="wide" variant="brand" @click=${this.#onReturn}>${msg('Back to the call')}</wa-button>
            <wa-button class="wide" appearance="outlined" href="/">${msg('To the first page')}</wa-button>`
          : this.#renderBack()
      }
      <kh-emergency-notice .region=${this.#own.record?.region ?? null}></kh-emergency-notice>
    </div>`;
  }

  #renderBack() {
    return html`<wa-button class="wide" variant="brand" href="/">${msg('To the first page')}</wa-button>`;
  }

  readonly #onLeft = (): void => {
    this.hasLeft = true;
    void this.#load();
  };

  readonly #onReturn = (): void => {
    this.hasLeft = false;
  };
}

customElements.define('kh-call-page', KhCallPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-call-page': KhCallPage;
  }
}
