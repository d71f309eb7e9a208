import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import { declineConsultation, listOpenConsultations } from '../data/consultations.ts';
import { realtime, type ConsultationEventType } from '../data/realtime.ts';
import { icon } from '../icons/icon.ts';
import { startRinging } from '../preferences/sound.ts';
import { navigate } from '../routing/navigate.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import './kh-avatar.ts';
import { KhElement } from './kh-element.ts';

/** Let in from the waiting room, and on another page just now. On the page of the call itself it goes on by itself. */
const isLetIn = ({ id, state, checkedInAt }: Consultation): boolean =>
  state === 'admitted' && checkedInAt !== null && location.pathname !== `/call/${id}`;

/**
 * A doctor calls: rings full screen over whatever page is open, until it is answered, declined or over.
 * @fires kh-answered - `detail` is the consultation; the page of the call follows.
 */
export class KhIncomingCall extends KhElement {
  static override properties = { ringing: { state: true }, missed: { state: true } };
  declare ringing: Consultation | null;
  /** A call that ended before it was answered. */
  declare missed: Consultation | null;

  #stopListening: (() => void) | undefined;
  #stopSound: (() => void) | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      dialog {
        inline-size: 100vw;
        block-size: 100dvh;
        max-inline-size: none;
        max-block-size: none;
        margin: 0;
        padding: 0;
        border: 0;
        background: var(--kh-canvas);
        color: var(--kh-ink);
      }
      .call {
        display: grid;
        grid-template-rows: 1fr auto;
        block-size: 100%;
        max-inline-size: 34rem;
        margin-inline: auto;
        padding: var(--kh-space-6) var(--kh-space-5) calc(var(--kh-space-8) + env(safe-area-inset-bottom));
        text-align: center;
      }
      .who {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--kh-space-3);
        min-inline-size: 0;
      }
      h1 {
        margin-block-start: var(--kh-space-8);
        overflow-wrap: anywhere;
      }
      .answers {
        display: grid;
        gap: var(--kh-space-4);
      }
      .answers wa-button {
        --wa-form-control-height: 76px;
        font-size: var(--kh-text-l);
      }
    `,
  ];

  constructor() {
    super();
    this.ringing = null;
    this.missed = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      consultation: (type, { consultation }) => this.#hear(type, consultation),
      caughtUp: () => void this.#look(),
    });
    void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
    this.#setRinging(null);
  }

  /** A page that opens, or comes back, while it rings. */
  async #look(): Promise<void> {
    try {
      const open = await listOpenConsultations();
      this.#setRinging(open.find((each) => each.state === 'ringing' || isLetIn(each)) ?? null);
    } catch {
      // The live connection brings the call as soon as it is back.
    }
  }

  #hear(type: ConsultationEventType, consultation: Consultation): void {
    if (type === 'ringing' || (type === 'admitted' && isLetIn(consultation))) {
      this.missed = null;
      this.#setRinging(consultation);
    } else if (consultation.id === this.ringing?.id && consultation.state !== this.ringing.state) {
      // Answered or declined on another device is no missed call.
      if (type === 'missed' || type === 'cancelled') this.missed = consultation;
      this.#setRinging(null);
    }
  }

  #setRinging(consultation: Consultation | null): void {
    if (consultation?.id === this.ringing?.id) return;
    this.#stopSound?.();
    this.#stopSound = undefined;
    this.ringing = consultation;
    if (consultation) {
      this.#stopSound = startRinging();
      // While it rings everything is fetched that the answer will need.
      void Promise.allSettled([
        import('../pages/kh-call-page.ts'),
        import('../controllers/call.ts').then(({ loadMedia }) => loadMedia()),
      ]);
      document.title = msg(str`${consultation.clinicianName} is calling`);
    }
  }

  override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (!dialog || dialog.open) return;
    dialog.showModal();
    // The call took the focus from whatever page was open: its answer is one key away.
    const answer = dialog.querySelector('wa-button');
    void answer?.updateComplete.then(() => answer.focus());
  }

  override render() {
    if (this.ringing) return this.#renderRinging(this.ringing);
    return this.missed ? this.#renderMissed(this.missed) : nothing;
  }

  #renderRinging({ clinicianName, state }: Consultation) {
    const isRinging = state === 'ringing';
    return html`<dialog aria-labelledby="name" @cancel=${this.#keepOpen}>
      <div class="call">
        <div class="who">
          <kh-avatar isCalling .name=${clinicianName}></kh-avatar>
          <h1 id="name">${clinicianName}</h1>
          <p>${isRinging ? msg('is calling you by video') : msg('is ready for your visit')}</p>
        </div>
        <div class="answers">
          <wa-button id="answer" class="wide" variant="brand" @click=${this.#onAnswer}
            >${icon('video')}${msg('Answer')}</wa-button
          >
          <wa-button id="decline" class="wide" appearance="outlined" @click=${this.#onDecline}
            >${icon('phone-down')}${msg('Not now')}</wa-button
          >
        </div>
      </div>
    </dialog>`;
  }

  #renderMissed({ clinicianName }: Consultation) {
    return html`<dialog aria-labelledby="name" @cancel=${this.#onDone}>
      <div class="call">
        <div class="who">
          <kh-avatar .name=${clinicianName}></kh-avatar>
          <h1 id="name">${msg(str`${clinicianName} has called you`)}</h1>
          <p>${msg('They may call again, or phone you. Please keep your phone close.')}</p>
        </div>
        <div class="answers">
          <wa-button class="wide" variant="brand" @click=${this.#onDone}>${msg('All right')}</wa-button>
        </div>
      </div>
    </dialog>`;
  }

  /** Escape does not decide about a call. */
  readonly #keepOpen = (event: Event): void => event.preventDefault();

  readonly #onAnswer = (): void => {
    const call = this.ringing;
    if (!call) return;
    this.#setRinging(null);
    this.dispatchEvent(new CustomEvent('kh-answered', { detail: call }));
    navigate(`/call/${call.id}`);
  };

  readonly #onDecline = (): void => {
    const call = this.ringing;
    if (!call) return;
    this.#setRinging(null);
    // Whoever was let in is awaited, and finds the way back on the first page.
    if (call.state !== 'ringing') return;
    // Where this does not arrive the call is missed in a few seconds, which comes to the same.
    declineConsultation(call.id).catch(() => undefined);
  };

  readonly #onDone = (): void => {
    this.missed = null;
  };
}

customElements.define('kh-incoming-call', KhIncomingCall);
declare global {
  interface HTMLElementTagNameMap {
    'kh-incoming-call': KhIncomingCall;
  }
  interface GlobalEventHandlersEventMap {
    'kh-answered': CustomEvent<Consultation>;
  }
}
