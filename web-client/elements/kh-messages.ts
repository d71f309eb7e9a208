import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { MessageAuthorKind } from '#contracts/message.ts';
import type { Region } from '#contracts/region.ts';
import { MessageThreadController } from '../controllers/message-thread.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-empty.ts';
import './kh-failure.ts';
import './kh-message-composer.ts';
import './kh-message-thread.ts';
import './kh-skeleton.ts';

/** A patient's whole thread, and where the next message is written. */
export class KhMessages extends KhElement {
  static override properties = {
    patientId: { attribute: false },
    viewer: {},
    region: { attribute: false },
    now: { attribute: false },
  };
  declare patientId: string;
  declare viewer: MessageAuthorKind;
  /** Where the patient is; null while that is not known. */
  declare region: Region | null;
  declare now: Date;

  readonly #thread = new MessageThreadController(this);
  #isAtEnd = false;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .earlier {
        justify-self: center;
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
    this.viewer = 'patient';
    this.region = null;
    this.now = new Date();
  }

  override willUpdate(): void {
    if (this.patientId !== '') this.#thread.follow(this.patientId);
  }

  /** A patient's page is its thread: it opens where the newest is, and where it is answered. */
  override updated(): void {
    const { messages } = this.#thread;
    if (this.viewer !== 'patient' || this.#isAtEnd || messages === null) return;
    this.#isAtEnd = true;
    if (messages.length > 0) void this.#showEnd();
  }

  override render() {
    return html`${this.#renderThread()}
      <kh-message-composer
        .patientId=${this.patientId}
        .viewer=${this.viewer}
        .region=${this.region}
        @kh-written=${() => void this.#thread.load()}
      ></kh-message-composer>`;
  }

  #renderThread() {
    const { messages, failure, hasEarlier, isLoadingEarlier, earlierFailure } = this.#thread;
    const failed = failure
      ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#thread.load()}></kh-failure>`
      : nothing;
    if (messages === null) return failure ? failed : html`<kh-skeleton .lines=${3}></kh-skeleton>`;
    if (messages.length === 0) return html`${failed}${this.#renderEmpty()}`;
    return html`${failed}
      ${
        earlierFailure
          ? html`<kh-failure .code=${earlierFailure} @kh-retry=${() => void this.#thread.loadEarlier()}></kh-failure>`
          : hasEarlier
            ? html`<wa-button
                class="earlier"
                appearance="outlined"
                ?loading=${isLoadingEarlier}
                @click=${() => void this.#thread.loadEarlier()}
                >${msg('Show earlier messages')}</wa-button
              >`
            : nothing
      }
      <kh-message-thread
        ?bounded=${this.viewer === 'care-team'}
        .messages=${messages}
        .viewer=${this.viewer}
        .now=${this.now}
        @kh-newest-shown=${this.#onShown}
      ></kh-message-thread>`;
  }

  #renderEmpty() {
    return this.viewer === 'patient'
      ? html`<kh-empty
          symbol="message"
          .heading=${msg('No messages yet')}
          .text=${msg('What you and your clinic write to each other stands here.')}
        ></kh-empty>`
      : html`<p class="soft">${msg('Nobody has written yet.')}</p>`;
  }

  async #showEnd(): Promise<void> {
    const thread = this.renderRoot.querySelector('kh-message-thread');
    const composer = this.renderRoot.querySelector('kh-message-composer');
    await Promise.all([thread?.updateComplete, composer?.updateComplete]);
    composer?.scrollIntoView({ block: 'end' });
  }

  readonly #onShown = (event: CustomEvent<{ messageId: string }>): void => {
    this.#thread.markRead(event.detail.messageId);
  };
}

customElements.define('kh-messages', KhMessages);
declare global {
  interface HTMLElementTagNameMap {
    'kh-messages': KhMessages;
  }
}
