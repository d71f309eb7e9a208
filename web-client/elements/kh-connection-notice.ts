import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { ClockController } from '../controllers/clock.ts';
import { ConnectionController } from '../controllers/connection.ts';
import { durationText, momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** A short loss, such as a change of network, is not worth a word. */
const WORTH_SAYING_AFTER_MS = 2_500;

/** Says that the page has lost its live connection, since when, and what still holds. */
export class KhConnectionNotice extends KhElement {
  readonly #connection = new ConnectionController(this);
  readonly #clock = new ClockController(this, 1_000);

  static override styles = [
    baseStyles,
    css`
      .notice {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--kh-space-3);
        padding: var(--kh-space-2) var(--kh-space-4);
        background: var(--kh-ink);
        color: var(--kh-canvas);
        font-size: var(--kh-text-s);
      }
      p {
        min-inline-size: 0;
      }
    `,
  ];

  override render() {
    const { state, since } = this.#connection.connection;
    const lostForMs = this.#clock.now.getTime() - since.getTime();
    const isWorthSaying = state === 'lost' && lostForMs >= WORTH_SAYING_AFTER_MS;
    // The live region stays on the page: a region that appears together with its words is often not read out.
    return html`<div role="status">
      ${
        isWorthSaying
          ? html`<div class="notice">
            ${icon('wifi-off')}
            <p>
              ${msg(
                str`No live connection for ${durationText(lostForMs)}. You see what was known at ${momentText(since, this.#clock.now)}; trying to reconnect.`,
              )}
            </p>
          </div>`
          : nothing
      }
    </div>`;
  }
}

customElements.define('kh-connection-notice', KhConnectionNotice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-connection-notice': KhConnectionNotice;
  }
}
