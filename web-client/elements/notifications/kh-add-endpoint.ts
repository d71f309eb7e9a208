import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { OutsideChannel } from '#contracts/channel.ts';
import { createEndpoint } from '../../data/notification-endpoints.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { currentLocale } from '../../localization.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { channelWord } from '../../words/delivery.ts';
import { failureWords } from '../../words/failure.ts';
import { KhElement } from '../kh-element.ts';

type AddressChannel = Exclude<OutsideChannel, 'push'>;

/**
 * Adds a mailbox, a telephone or an account where the person, or a relative, is told of alerts; a code is sent there first.
 * @fires kh-changed - It was added.
 */
export class KhAddEndpoint extends KhElement {
  static override properties = {
    channels: { attribute: false },
    relativeId: { attribute: false },
    channel: { state: true },
    busy: { state: true },
    problem: { state: true },
  };
  /** What the clinic offers. */
  declare channels: readonly AddressChannel[];
  /** The relative whose it is; undefined where it is the person's own. */
  declare relativeId: string | undefined;
  declare channel: AddressChannel;
  declare busy: boolean;
  declare problem: FailureCode | 'address' | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    choiceStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
        justify-items: start;
      }
      fieldset,
      wa-input {
        inline-size: 100%;
      }
      .name {
        display: block;
      }
      .name::first-letter {
        text-transform: uppercase;
      }
      .said:not(:has(p)) {
        position: absolute;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.channels = [];
    this.channel = 'mail';
    this.busy = false;
    this.problem = null;
  }

  override willUpdate(): void {
    const [first] = this.channels;
    if (first !== undefined && !this.channels.includes(this.channel)) this.channel = first;
  }

  override render() {
    if (this.channels.length === 0)
      return html`<p class="soft">${msg('This clinic sends no mail, SMS or other messages.')}</p>`;
    return html`<form @submit=${this.#onSubmit} novalidate>
      <fieldset>
        <legend>${msg('How')}</legend>
        <div class="choices">
          ${this.channels.map(
            (channel) =>
              html`<label class="choice"
              ><input
                type="radio"
                name="channel"
                value=${channel}
                .checked=${channel === this.channel}
                @change=${() => this.#choose(channel)}
              /><span class="name">${channelWord(channel)}</span></label
            >`,
          )}
        </div>
      </fieldset>
      <wa-input
        name="address"
        autocomplete=${this.channel === 'mail' ? 'email' : this.channel === 'wecom' ? 'off' : 'tel'}
        inputmode=${this.channel === 'mail' ? 'email' : this.channel === 'wecom' ? 'text' : 'tel'}
        maxlength="254"
        .label=${this.#addressLabel()}
        .hint=${this.channel === 'sms' || this.channel === 'voice' ? msg('With the country’s code, such as +86 138 0000 0000.') : ''}
        @input=${this.#onInput}
      ></wa-input>
      <div class="said" role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
      <wa-button id="add" variant="brand" type="submit" ?loading=${this.busy}>${msg('Add and send a code')}</wa-button>
    </form>`;
  }

  #addressLabel(): string {
    switch (this.channel) {
      case 'mail':
        return msg('Mail address');
      case 'sms':
      case 'voice':
        return msg('Telephone number');
      case 'wecom':
        return msg('Account name in WeChat Work');
    }
  }

  #problemWords(problem: FailureCode | 'address'): string {
    switch (problem) {
      case 'address':
      case 'invalid':
        return msg('This address is not complete. Please check it.');
      case 'conflict':
        return msg('It is there already, or you have ten: remove one first.');
      case 'rate_limited':
        return msg('Too many messages. Please wait an hour.');
      default:
        return failureWords(problem);
    }
  }

  #choose(channel: AddressChannel): void {
    this.channel = channel;
    this.problem = null;
  }

  readonly #onInput = (): void => {
    this.problem = null;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#add();
  };

  async #add(): Promise<void> {
    const input = this.renderRoot.querySelector<WaInput>('wa-input');
    const typed = input?.value?.normalize('NFKC').trim() ?? '';
    // People write numbers in groups.
    const address = this.channel === 'sms' || this.channel === 'voice' ? typed.replaceAll(/[\s()-]/g, '') : typed;
    if (this.busy || !input) return;
    if (address === '') {
      this.problem = 'address';
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      const { channel, relativeId } = this;
      await createEndpoint({
        ...{ channel, label: channelWord(channel), locale: currentLocale(), address },
        ...(relativeId === undefined ? {} : { relativeId }),
      });
      input.value = '';
      this.dispatchEvent(new Event('kh-changed'));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-add-endpoint', KhAddEndpoint);
declare global {
  interface HTMLElementTagNameMap {
    'kh-add-endpoint': KhAddEndpoint;
  }
}
