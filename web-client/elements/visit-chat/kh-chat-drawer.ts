import { msg, str } from '@lit/localize';
import { css, html } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';
import './kh-visit-chat.ts';

/**
 * A patient's chat beside a call: one large button that says how much is new, and behind it the chat, which takes the lower
 * half of a phone. It is reflected as `open`, so that the page gives it its room.
 */
export class KhChatDrawer extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    isOpen: { type: Boolean, reflect: true, attribute: 'open' },
    unread: { state: true },
  };
  declare consultation: Consultation | null;
  declare isOpen: boolean;
  declare unread: number;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto minmax(0, 1fr);
        min-block-size: 0;
        background: var(--kh-canvas);
        color: var(--kh-ink);
        --kh-chat-height: none;
        --kh-chat-least: 4rem;
      }
      button {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--kh-space-2);
        min-block-size: 60px;
        padding: var(--kh-space-2) var(--kh-space-4);
        border: 0;
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
        font-size: var(--kh-text-l);
        font-weight: var(--kh-weight-strong);
        cursor: pointer;
      }
      button:focus-visible {
        outline-offset: -4px;
      }
      kh-visit-chat {
        gap: var(--kh-space-2);
        padding: var(--kh-space-2) var(--kh-space-4);
        overflow-y: auto;
      }
    `,
  ];

  constructor() {
    super();
    this.consultation = null;
    this.isOpen = false;
    this.unread = 0;
  }

  override render() {
    return html`<button type="button" aria-expanded=${this.isOpen} aria-controls="chat" @click=${this.#onToggle}>
        ${icon(this.isOpen ? 'chevron-down' : 'message')}<span>${this.#words()}</span>
      </button>
      <span class="visually-hidden" role="status"
        >${!this.isOpen && this.unread > 0 ? msg('Something new was written to you.') : ''}</span
      >
      <kh-visit-chat
        id="chat"
        viewer="patient"
        ?hidden=${!this.isOpen}
        .consultation=${this.consultation}
        .isInView=${this.isOpen}
        @kh-unread=${(event: CustomEvent<{ unread: number }>) => (this.unread = event.detail.unread)}
        @keydown=${this.#onKeydown}
      ></kh-visit-chat>`;
  }

  #words(): string {
    if (this.isOpen) return msg('Close chat');
    return this.unread === 0 ? msg('Chat') : msg(str`Chat: ${this.unread} new`);
  }

  readonly #onToggle = (): void => {
    this.isOpen = !this.isOpen;
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this.isOpen = false;
    this.renderRoot.querySelector('button')?.focus();
  };
}

customElements.define('kh-chat-drawer', KhChatDrawer);
declare global {
  interface HTMLElementTagNameMap {
    'kh-chat-drawer': KhChatDrawer;
  }
}
