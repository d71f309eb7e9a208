import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type { Alert } from '#contracts/alert.ts';
import type { Message, MESSAGE_LENGTH } from '#contracts/message.ts';
import { MessageDraft } from '../controllers/message-draft.ts';
import { RequestError } from '../data/request.ts';
import { KhActionDialog, type Acted } from './kh-action-dialog.ts';
import './kh-message-thread.ts';

const LONGEST: typeof MESSAGE_LENGTH = 2_000;

/**
 * Writes to the patient, from an alert: what was written last stands above it.
 * @fires kh-written - It was sent.
 */
export class KhWriteDialog extends KhActionDialog {
  static override properties = {
    alert: { attribute: false },
    messages: { attribute: false },
    now: { attribute: false },
    isMissing: { state: true },
  };
  declare alert: Alert | undefined;
  /** The last of the thread, the oldest first. */
  declare messages: readonly Message[];
  declare now: Date;
  declare isMissing: boolean;

  readonly #draft = new MessageDraft(this);

  constructor() {
    super();
    this.messages = [];
    this.now = new Date();
    this.isMissing = false;
  }

  show(): void {
    this.isMissing = false;
    if (this.alert) this.#draft.open(this.alert.patientId, this.alert.id);
    this.open();
  }

  override render() {
    if (!this.alert) return nothing;
    const { patientName } = this.alert;
    return this.renderDialog({
      heading: msg(str`Write to ${patientName}`),
      body: html`${
        this.messages.length === 0
          ? nothing
          : html`<kh-message-thread
                bounded
                viewer="care-team"
                .messages=${this.messages}
                .alertId=${this.alert.id}
                .now=${this.now}
                @kh-newest-shown=${this.#onShown}
              ></kh-message-thread>`
      }
        <p>
          ${msg('They read it in Kanhu, and are told that there is something to read. Call them when it cannot wait.')}
        </p>
        <wa-textarea
          name="message"
          rows="4"
          resize="auto"
          maxlength=${LONGEST}
          ?readonly=${this.busy}
          .label=${msg('Message')}
          .value=${this.#draft.text}
          @input=${this.#onInput}
        ></wa-textarea>`,
      action: msg('Send'),
      actionId: 'send',
    });
  }

  protected override problemWords(): string | null {
    return this.isMissing ? msg('Please write something first.') : null;
  }

  protected override async act(): Promise<Acted> {
    this.isMissing = this.#draft.isEmpty;
    if (this.isMissing) return 'missing';
    if ((await this.#draft.send()) === null) {
      throw new RequestError(this.#draft.failure ?? 'internal', 'the message was not sent');
    }
    return new Event('kh-written');
  }

  readonly #onInput = (event: Event): void => {
    this.#draft.type((event.currentTarget as WaTextarea).value ?? '');
    this.isMissing = false;
  };

  readonly #onShown = (event: CustomEvent<{ messageId: string }>): void => {
    this.dispatchEvent(new CustomEvent('kh-newest-shown', { detail: event.detail }));
  };
}

customElements.define('kh-write-dialog', KhWriteDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-write-dialog': KhWriteDialog;
  }
}
