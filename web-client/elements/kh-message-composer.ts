import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type { MESSAGE_LENGTH, MessageAuthorKind } from '#contracts/message.ts';
import { EMERGENCY_NUMBERS, type Region } from '#contracts/region.ts';
import { MessageDraft } from '../controllers/message-draft.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

const LONGEST: typeof MESSAGE_LENGTH = 2_000;

/**
 * Where a message is written. What was not sent stays, and says so.
 * @fires kh-written - It was sent.
 */
export class KhMessageComposer extends KhElement {
  static override properties = {
    patientId: { attribute: false },
    viewer: {},
    region: { attribute: false },
    isMissing: { state: true },
    wasSent: { state: true },
  };
  declare patientId: string;
  declare viewer: MessageAuthorKind;
  /** Where the patient is, whose emergency number is told; null while that is not known. */
  declare region: Region | null;
  declare isMissing: boolean;
  declare wasSent: boolean;

  readonly #draft = new MessageDraft(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .emergency {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--kh-space-3);
      }
      .emergency .icon {
        margin-block-start: 0.125em;
      }
      .number {
        grid-column: 2;
      }
      a.number {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
        font-weight: var(--kh-weight-strong);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
      .send {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-3);
      }
      [data-viewer='patient'] wa-button {
        flex: 1 1 100%;
      }
      /* The regions stay, so that what comes into them is read out; while they are empty they take no room. */
      [role='alert']:empty {
        margin-block-start: calc(-1 * var(--kh-space-4));
      }
      .sent {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .sent .icon {
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
    this.viewer = 'patient';
    this.region = null;
    this.isMissing = false;
    this.wasSent = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('patientId') && this.patientId !== '') this.#draft.open(this.patientId, null);
  }

  override render() {
    const { failure, isSending, text } = this.#draft;
    const isPatient = this.viewer === 'patient';
    return html`<wa-textarea
        rows="3"
        resize="auto"
        maxlength=${LONGEST}
        ?readonly=${isSending}
        .label=${isPatient ? msg('Write to your clinic') : msg('Write to the patient')}
        .value=${text}
        @input=${this.#onInput}
      ></wa-textarea>
      ${isPatient ? this.#renderEmergency() : nothing}
      <div role="alert">
        ${this.isMissing ? html`<p class="problem">${msg('Please write something first.')}</p>` : nothing}
        ${
          failure
            ? html`<p class="problem">${msg('This message was not sent. It stays here until it is.')}</p>`
            : nothing
        }
      </div>
      ${failure ? html`<kh-failure without-retry .code=${failure}></kh-failure>` : nothing}
      <div class="send" data-viewer=${this.viewer}>
        <wa-button id="send" variant="brand" ?loading=${isSending} @click=${this.#onSend}>${msg('Send')}</wa-button>
        <span role="status">${
          this.wasSent ? html`<span class="sent">${icon('circle-check')}${msg('Sent')}</span>` : nothing
        }</span>
      </div>`;
  }

  #renderEmergency() {
    const number = this.region === null ? null : EMERGENCY_NUMBERS[this.region];
    return html`<div class="emergency">
      ${icon('info')}
      <p>${msg('Messages are not for emergencies: your clinic may answer later.')}</p>
      ${
        number === null
          ? html`<p class="number">${msg('In an emergency call your local emergency number.')}</p>`
          : html`<a class="number" href="tel:${number}">${msg(str`In an emergency call ${number}`)}</a>`
      }
    </div>`;
  }

  readonly #onInput = (event: Event): void => {
    this.#draft.type((event.currentTarget as WaTextarea).value ?? '');
    this.isMissing = false;
    this.wasSent = false;
  };

  readonly #onSend = (): void => void this.#send();

  async #send(): Promise<void> {
    this.wasSent = false;
    this.isMissing = this.#draft.isEmpty;
    if (this.isMissing) {
      this.renderRoot.querySelector<WaTextarea>('wa-textarea')?.focus();
      return;
    }
    const message = await this.#draft.send();
    if (message === null) return;
    this.wasSent = true;
    this.dispatchEvent(new Event('kh-written'));
  }
}

customElements.define('kh-message-composer', KhMessageComposer);
declare global {
  interface HTMLElementTagNameMap {
    'kh-message-composer': KhMessageComposer;
  }
  interface GlobalEventHandlersEventMap {
    'kh-written': Event;
  }
}
