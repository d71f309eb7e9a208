import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Message, MessageAuthorKind } from '#contracts/message.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/**
 * What a patient and the care team wrote to each other, the newest last; one's own side stands to the right. Shown as text
 * and nothing else.
 * @fires kh-newest-shown - `detail.messageId`: the person has the newest message before them.
 */
export class KhMessageThread extends KhElement {
  static override properties = {
    messages: { attribute: false },
    viewer: {},
    alertId: { attribute: false },
    now: { attribute: false },
    isBounded: { type: Boolean, attribute: 'bounded' },
  };
  declare messages: readonly Message[];
  declare viewer: MessageAuthorKind;
  /** The alert on whose page it stands: from there no link leads to itself. */
  declare alertId: string | null;
  declare now: Date;
  /** No higher than it has to be: what is older is scrolled to. */
  declare isBounded: boolean;

  #observer: IntersectionObserver | undefined;
  #isNewestInView = false;

  static override styles = [
    baseStyles,
    css`
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .bounded {
        max-block-size: 22rem;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: var(--kh-space-1);
      }
      li {
        display: grid;
        gap: var(--kh-space-1);
        justify-self: start;
        max-inline-size: min(88%, 36rem);
        padding: var(--kh-space-3) var(--kh-space-4);
        border: 1px solid var(--kh-line);
        border-radius: var(--kh-radius-l) var(--kh-radius-l) var(--kh-radius-l) var(--kh-radius-s);
        background: var(--kh-surface);
        overflow-wrap: anywhere;
      }
      .own {
        justify-self: end;
        border-color: transparent;
        border-radius: var(--kh-radius-l) var(--kh-radius-l) var(--kh-radius-s) var(--kh-radius-l);
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
      }
      .head,
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--kh-space-3);
        font-size: var(--kh-text-s);
      }
      .head span,
      .foot {
        color: var(--kh-ink-soft);
      }
      .own .head span,
      .own .foot {
        color: inherit;
      }
      .body {
        white-space: pre-wrap;
      }
      .foot {
        justify-content: flex-end;
      }
      .foot a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
      }
      .read {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-1);
      }
    `,
  ];

  constructor() {
    super();
    this.messages = [];
    this.viewer = 'patient';
    this.alertId = null;
    this.now = new Date();
    this.isBounded = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new IntersectionObserver(([entry]) => {
      this.#isNewestInView = entry?.isIntersecting ?? false;
      this.#tellShown();
    });
    document.addEventListener('visibilitychange', this.#tellShown);
    this.#observeNewest();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    document.removeEventListener('visibilitychange', this.#tellShown);
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('messages')) return;
    const before = changed.get('messages');
    if (this.messages.at(-1)?.id === before?.at(-1)?.id) return;
    const box = this.renderRoot.querySelector('.bounded');
    if (box) box.scrollTop = box.scrollHeight;
    this.#observeNewest();
  }

  override render() {
    const list = html`<div role="log" aria-label=${msg('Messages')}>
      <ol>
        ${repeat(
          this.messages,
          ({ id }) => id,
          (message, i) => this.#renderMessage(message, this.messages[i - 1]),
        )}
      </ol>
    </div>`;
    return this.isBounded
      ? html`<div class="bounded" tabindex="0" role="group" aria-label=${msg('Messages so far')}>${list}</div>`
      : list;
  }

  #renderMessage(message: Message, before: Message | undefined) {
    const { id, authorKind, authorName, alertId, body, sentAt, isRead } = message;
    const isOwn = authorKind === this.viewer;
    // Said once where several in a row are about the same.
    const isNews = alertId !== null && alertId !== this.alertId && alertId !== before?.alertId;
    const hasLink = this.viewer === 'care-team' && isNews;
    return html`<li data-id=${id} class=${isOwn ? 'own' : 'other'}>
      <p class="head">
        <strong>${isOwn && this.viewer === 'patient' ? msg('You') : authorName}</strong>
        <span>${momentText(sentAt, this.now)}</span>
      </p>
      <p class="body">${body}</p>
      ${
        isOwn || hasLink
          ? html`<p class="foot">
              ${hasLink ? html`<a href="/alerts/${alertId}">${msg('About an alert')}</a>` : nothing}
              ${isOwn ? this.#renderRead(isRead) : nothing}
            </p>`
          : nothing
      }
    </li>`;
  }

  #renderRead(isRead: boolean) {
    if (!isRead) return html`<span class="read">${msg('not read yet')}</span>`;
    const words = this.viewer === 'patient' ? msg('read by your clinic') : msg('read by the patient');
    return html`<span class="read">${icon('check')}${words}</span>`;
  }

  #observeNewest(): void {
    this.#observer?.disconnect();
    this.#isNewestInView = false;
    const newest = this.renderRoot.querySelector('li:last-child');
    if (newest) this.#observer?.observe(newest);
  }

  readonly #tellShown = (): void => {
    const newest = this.messages.at(-1);
    if (newest === undefined || !this.#isNewestInView || document.visibilityState !== 'visible') return;
    this.dispatchEvent(new CustomEvent('kh-newest-shown', { detail: { messageId: newest.id } }));
  };
}

customElements.define('kh-message-thread', KhMessageThread);
declare global {
  interface HTMLElementTagNameMap {
    'kh-message-thread': KhMessageThread;
  }
  interface GlobalEventHandlersEventMap {
    'kh-newest-shown': CustomEvent<{ messageId: string }>;
  }
}
