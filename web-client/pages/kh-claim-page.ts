import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { formatClaimCode, parseClaimCode } from '#contracts/claim-code.ts';
import type { Device } from '#contracts/device.ts';
import { claimDevice } from '../data/devices.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { KhElement } from '../elements/kh-element.ts';
import { icon } from '../icons/icon.ts';
import { readClaimLink } from '../routing/claim-link.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { failureWords } from '../words/failure.ts';
import { kindWordPlain } from '../words/observation.ts';

/** Adding a device: the code on its slip, typed or brought along by the slip's link. One question, one button. */
export class KhClaimPage extends KhElement {
  static override properties = {
    problem: { state: true },
    busy: { state: true },
    claimed: { state: true },
  };
  declare problem: FailureCode | 'mistyped' | 'slot' | null;
  declare busy: boolean;
  declare claimed: Device | null;

  readonly #link = readClaimLink(location.search);

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      wa-input[name='code']::part(input) {
        font-family: var(--kh-font-mono);
        font-size: var(--kh-text-2xl);
        letter-spacing: 0.08em;
        text-transform: uppercase;
      }
      wa-input[name='code']::part(input-wrapper) {
        block-size: 76px;
      }
      summary {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        min-block-size: var(--kh-target);
        cursor: pointer;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
      .done {
        display: grid;
        gap: var(--kh-space-2);
        overflow-wrap: anywhere;
      }
      .done > .icon {
        font-size: 2em;
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
    this.claimed = null;
  }

  override render() {
    return html`<div class="page">${this.claimed ? this.#renderDone(this.claimed) : this.#renderForm()}</div>`;
  }

  #renderForm() {
    return html`<div class="stack">
        <h1>${msg('Add a device')}</h1>
        <p class="soft">${msg('Type the code that is printed on the slip of your device. It looks like 7KQ2-M9XD.')}</p>
      </div>
      <form @submit=${this.#onSubmit} novalidate>
        <wa-input
          name="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="20"
          .label=${msg('Code on the slip')}
          value=${this.#link.code}
          @input=${this.#onInput}
        ></wa-input>
        <details>
          <summary>${icon('chevron-down')}${msg('Several people use this device')}</summary>
          <wa-input
            name="slot"
            inputmode="numeric"
            autocomplete="off"
            maxlength="3"
            .label=${msg('My user number on the device')}
            .hint=${msg('The device shows it, often as 1 or 2. Leave it empty if only you use the device.')}
            @input=${this.#onInput}
          ></wa-input>
        </details>
        <div role="alert">${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}</div>
        <wa-button class="wide" variant="brand" type="submit" ?loading=${this.busy}>${msg('Add this device')}</wa-button>
      </form>
      <wa-button class="wide" appearance="outlined" href="/devices">${icon('chevron-left')}${msg('My devices')}</wa-button>`;
  }

  #renderDone(device: Device) {
    return html`<h1>${msg('The device is yours')}</h1>
      <div class="card done" role="status">
        ${icon('circle-check')}
        <h2>${device.label}</h2>
        <p>${msg(str`What it measures from now on stands in your record: ${device.kinds.map(kindWordPlain).join(', ')}.`)}</p>
      </div>
      <wa-button class="wide" variant="brand" href="/devices">${msg('Done')}</wa-button>`;
  }

  #problemWords(problem: FailureCode | 'mistyped' | 'slot'): string {
    switch (problem) {
      case 'mistyped':
        return msg('This code is mistyped. It has eight letters and digits; please compare them with the slip.');
      case 'slot':
        return msg('The user number is a number from 0 to 255.');
      case 'not_found':
        return msg(
          'This code does not work. It may have been used already, or be too old. Ask your care team for a new one.',
        );
      case 'conflict':
        return msg('You have this device already.');
      case 'rate_limited':
        return msg('Too many attempts. Please wait a quarter of an hour, or ask your care team.');
      default:
        return failureWords(problem);
    }
  }

  readonly #onInput = (): void => {
    this.problem = null;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#claim();
  };

  async #claim(): Promise<void> {
    if (this.busy) return;
    const valueOf = (name: string): string =>
      this.renderRoot.querySelector<WaInput>(`wa-input[name=${name}]`)?.value?.normalize('NFKC').trim() ?? '';
    const code = parseClaimCode(valueOf('code'));
    const slot = valueOf('slot');
    if (code === null) {
      this.problem = 'mistyped';
      return;
    }
    if (slot !== '' && (!/^\d{1,3}$/.test(slot) || Number(slot) > 255)) {
      this.problem = 'slot';
      return;
    }
    const typed = formatClaimCode(code);
    // The link's device goes with the link's code only.
    const deviceId = parseClaimCode(this.#link.code) === code ? this.#link.deviceId : null;
    this.busy = true;
    try {
      this.claimed = await claimDevice(deviceId, { code: typed, ...(slot === '' ? {} : { userSlot: Number(slot) }) });
      // A used code has no business in the address.
      history.replaceState({}, '', '/claim');
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-claim-page', KhClaimPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-claim-page': KhClaimPage;
  }
}
