import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { QuarantinedReading } from '#contracts/quarantine.ts';
import { heldValueText, readHeld } from '../../format/held-reading.ts';
import { agoText, momentText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { kindWord } from '../../words/observation.ts';
import { reasonWord } from '../../words/reason.ts';
import { slotWords } from '../../words/device.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-severity-badge.ts';

/**
 * One reading that was not believed: what it says, why it waits, when it was; the bytes on request.
 * @fires kh-release - The person wants to put it right.
 * @fires kh-discard - The person says that it is no measurement.
 */
export class KhHeldReading extends KhElement {
  static override properties = {
    reading: { attribute: false },
    deviceName: { attribute: false },
    now: { attribute: false },
  };
  declare reading: QuarantinedReading | undefined;
  declare deviceName: string;
  declare now: Date;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--kh-space-2) var(--kh-space-6);
        padding-block: var(--kh-space-4);
        overflow-wrap: anywhere;
      }
      .what {
        display: grid;
        gap: var(--kh-space-1);
      }
      .value {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-1) var(--kh-space-3);
        font-size: var(--kh-text-l);
        font-weight: var(--kh-weight-strong);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-2);
        align-content: start;
      }
      details {
        grid-column: 1 / -1;
      }
      summary {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
        min-block-size: var(--kh-target);
        color: var(--kh-ink-soft);
        cursor: pointer;
      }
      pre {
        margin: 0;
        padding: var(--kh-space-3);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
        font-family: var(--kh-font-mono);
        font-size: var(--kh-text-s);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        max-block-size: 20rem;
        overflow-y: auto;
      }
      @media (max-width: 700px) {
        article {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.deviceName = '';
    this.now = new Date();
  }

  override render() {
    const { reading, now } = this;
    if (!reading) return nothing;
    const held = readHeld(reading);
    const value = held === null ? '' : heldValueText(held);
    return html`<article>
      <div class="what">
        <p class="value">
          ${reading.isDangerous ? html`<kh-severity-badge level="high"></kh-severity-badge>` : nothing}
          <span>${value === '' ? msg('No value could be read') : value}</span>
          ${held?.kind ? html`<span class="soft small">${kindWord(held.kind)}</span>` : nothing}
        </p>
        <p>${reasonWord(reading.reason)}</p>
        <p class="soft small">${this.deviceName}${held?.userSlot == null ? '' : `, ${slotWords(held.userSlot)}`}${
          reading.externalUserId === null ? '' : `, ${msg(str`the sender’s user ${reading.externalUserId}`)}`
        }</p>
        <p class="soft small">
          ${msg(str`device’s clock: ${this.#deviceTime(held?.deviceTime ?? null)}`)} ·
          ${msg(str`received: ${momentText(reading.receivedAt, now)}`)}
          ${
            reading.occurrences > 1
              ? html`· ${msg(str`came ${reading.occurrences} times, last ${agoText(reading.lastReceivedAt, now)}`)}`
              : nothing
          }
        </p>
      </div>
      <div class="actions">
        <wa-button data-action="release" size="small" variant="brand" @click=${this.#onRelease}>${msg('Release…')}</wa-button>
        <wa-button data-action="discard" size="small" appearance="outlined" @click=${this.#onDiscard}
          >${msg('Discard…')}</wa-button
        >
      </div>
      <details>
        <summary>${icon('chevron-down')}${msg('The message as it came')}</summary>
        <pre tabindex="0" role="region" aria-label=${msg('The message as it came')}>${this.#payload(reading)}</pre>
        ${reading.isCut ? html`<p class="soft small">${msg('Only the beginning is shown; all of it is kept.')}</p>` : nothing}
        <p class="soft small">${reading.detail}</p>
      </details>
    </article>`;
  }

  /** A time in the distant past or future is shown as the device wrote it. */
  #deviceTime(sent: string | null): string {
    if (sent === null) return msg('none');
    const at = new Date(sent);
    const isNear = Math.abs(at.getTime() - this.now.getTime()) < 365 * 86_400_000;
    return isNear ? momentText(at, this.now) : sent;
  }

  /** Bytes that are no text, two digits each: `00 ff 07`. */
  #payload({ payloadText, payloadHex }: QuarantinedReading): string {
    return payloadText ?? payloadHex?.replaceAll(/(..)(?=.)/g, '$1 ') ?? '';
  }

  readonly #onRelease = (): void => {
    this.dispatchEvent(new Event('kh-release'));
  };

  readonly #onDiscard = (): void => {
    this.dispatchEvent(new Event('kh-discard'));
  };
}

customElements.define('kh-held-reading', KhHeldReading);
declare global {
  interface HTMLElementTagNameMap {
    'kh-held-reading': KhHeldReading;
  }
  interface GlobalEventHandlersEventMap {
    'kh-release': Event;
    'kh-discard': Event;
  }
}
