import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { live } from 'lit/directives/live.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type { Consultation } from '#contracts/consultation.ts';
import type { VisitEntry } from '#contracts/visit-chat.ts';
import { CHAT_STATES, VISIT_FILE_TYPES, VISIT_TEXT_LENGTH } from '#contracts/visit-chat-limits.ts';
import { VisitChatController } from '../../controllers/visit-chat.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fileProblem } from '../../words/visit-chat.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import '../kh-skeleton.ts';
import './kh-visit-entries.ts';
import type { KhVisitEntries } from './kh-visit-entries.ts';

const WRITABLE: ReadonlySet<Consultation['state']> = new Set(CHAT_STATES);
const AHEAD: ReadonlySet<Consultation['state']> = new Set(['booked', 'ringing']);

/**
 * The chat of a visit: what both sides wrote and handed over, and, from the waiting room to the end, where the next is
 * written. What could not be sent stays with its “try again”.
 * @fires kh-unread - `detail.unread`: how many of the other side's entries stand nowhere before the person.
 */
export class KhVisitChat extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    viewer: {},
    heading: { attribute: false },
    isInView: { attribute: false },
    problem: { state: true },
  };
  declare consultation: Consultation | null;
  declare viewer: VisitEntry['authorRole'];
  /** What it is called once it is over; then, where nothing was written, nothing stands there at all. Null: no title. */
  declare heading: string | null;
  /** Not while it is folded away: what comes then is unread. */
  declare isInView: boolean;
  /** Why the file that was chosen is not sent. */
  declare problem: string | null;

  readonly #chat = new VisitChatController(this);
  #toldUnread = 0;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(var(--kh-chat-least, 0), 1fr) auto;
        gap: var(--kh-space-3);
        min-block-size: 0;
      }
      kh-visit-entries {
        max-block-size: var(--kh-chat-height, 22rem);
      }
      .composer {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
      }
      .actions {
        display: flex;
        gap: var(--kh-space-2);
      }
      .actions > wa-button {
        flex: 1 1 0;
        min-inline-size: 0;
      }
      /* One line of a field is not tall enough to be hit. */
      wa-textarea::part(textarea) {
        min-block-size: var(--kh-target);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.consultation = null;
    this.viewer = 'patient';
    this.heading = null;
    this.isInView = true;
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  override willUpdate(): void {
    if (this.consultation !== null) this.#chat.follow(this.consultation.id);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('isInView') && this.isInView)
      this.renderRoot.querySelector<KhVisitEntries>('kh-visit-entries')?.showNewest();
    if (this.isInView && document.visibilityState === 'visible') this.#chat.markSeen();
    const unread = this.#chat.unreadBy(this.viewer);
    if (unread === this.#toldUnread) return;
    this.#toldUnread = unread;
    this.dispatchEvent(new CustomEvent('kh-unread', { detail: { unread } }));
  }

  override render() {
    const { consultation } = this;
    if (consultation === null) return nothing;
    const { entries, unsent } = this.#chat;
    if (this.heading !== null && !entries?.length && unsent.length === 0) return nothing;
    return html`${this.heading === null ? nothing : html`<h2>${this.heading}</h2>`}${this.#renderEntries(consultation)}
    ${WRITABLE.has(consultation.state) ? keyed(consultation.id, this.#renderComposer()) : nothing}`;
  }

  #renderEntries({ state }: Consultation) {
    const { entries, unsent, failure } = this.#chat;
    if (entries === null)
      return failure
        ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#chat.load()}></kh-failure>`
        : html`<kh-skeleton .lines=${2}></kh-skeleton>`;
    if (entries.length === 0 && unsent.length === 0)
      return html`<p class="soft">${
        AHEAD.has(state)
          ? msg('You can write to each other here as soon as the patient is there.')
          : WRITABLE.has(state)
            ? msg('Nothing is written yet.')
            : msg('Nothing was written in this visit.')
      }</p>`;
    // What does not fit is scrolled to, also by keyboard.
    return html`<kh-visit-entries
      tabindex="0"
      role="group"
      aria-label=${msg('Written so far')}
      .entries=${entries}
      .unsent=${unsent}
      .viewer=${this.viewer}
      @kh-send-again=${(event: CustomEvent<{ clientId: string }>) => this.#chat.retry(event.detail.clientId)}
      @kh-give-up=${(event: CustomEvent<{ clientId: string }>) => this.#chat.discard(event.detail.clientId)}
    ></kh-visit-entries>`;
  }

  #renderComposer() {
    return html`<div class="composer">
      <wa-textarea
        rows="1"
        resize="auto"
        maxlength=${VISIT_TEXT_LENGTH}
        .label=${this.viewer === 'patient' ? msg('Write to your doctor') : msg('Write to the patient')}
        .value=${live(this.#chat.text)}
        @input=${this.#onInput}
        @keydown=${this.#onKeydown}
      ></wa-textarea>
      <div role="alert">${this.problem === null ? nothing : html`<p class="problem">${this.problem}</p>`}</div>
      <div class="actions">
        <wa-button id="send" variant="brand" @click=${this.#onSend}>${msg('Send')}</wa-button>
        <wa-button id="attach" appearance="outlined" @click=${this.#onAttach}
          >${icon('plus')}${msg('Picture or PDF')}</wa-button
        >
        <input
          hidden
          type="file"
          accept=${VISIT_FILE_TYPES.join(',')}
          aria-label=${msg('Picture or PDF')}
          @change=${this.#onFile}
        />
      </div>
    </div>`;
  }

  readonly #onVisibility = (): void => this.requestUpdate();

  readonly #onInput = (event: Event): void => {
    this.#chat.type((event.currentTarget as WaTextarea).value ?? '');
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    // Enter also ends a word in an input method, as for Chinese: that is no message yet.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#chat.sendText();
  };

  readonly #onSend = (): void => {
    this.#chat.sendText();
    this.renderRoot.querySelector<WaTextarea>('wa-textarea')?.focus();
  };

  readonly #onAttach = (): void => this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();

  readonly #onFile = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    // The same file may be chosen again.
    input.value = '';
    if (file === undefined) return;
    this.problem = fileProblem(file, this.#chat.fileCount);
    if (this.problem === null) this.#chat.sendFile(file);
  };
}

customElements.define('kh-visit-chat', KhVisitChat);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-chat': KhVisitChat;
  }
  interface GlobalEventHandlersEventMap {
    'kh-unread': CustomEvent<{ unread: number }>;
  }
}
