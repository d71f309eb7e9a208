import { css, html, type PropertyValues } from 'lit';
import { stopwatchText } from '../format/time.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

const TICK_MS = 250;

/**
 * Counts down to a moment, large enough to be read from a chair.
 * @fires kh-ended - Once, when the time is up.
 */
export class KhCountdown extends KhElement {
  static override properties = {
    endsAtMs: { attribute: false },
    lastsMs: { attribute: false },
    label: {},
    leftMs: { state: true },
  };
  /** By this device's clock. */
  declare endsAtMs: number;
  /** The whole time, for the bar. */
  declare lastsMs: number;
  declare label: string;
  declare leftMs: number;

  #timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    baseStyles,
    css`
      .clock {
        font-size: calc(1.25 * var(--kh-text-4xl));
        font-weight: var(--kh-weight-strong);
        line-height: 1.1;
        text-align: center;
      }
      .bar {
        block-size: 10px;
        margin-block-start: var(--kh-space-3);
        border-radius: var(--kh-radius-pill);
        background: var(--kh-line);
        overflow: hidden;
      }
      .bar div {
        inline-size: var(--left);
        block-size: 100%;
        border-radius: inherit;
        background: var(--kh-brand);
      }
    `,
  ];

  constructor() {
    super();
    this.endsAtMs = 0;
    this.lastsMs = 1;
    this.label = '';
    this.leftMs = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(this.#tick, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('endsAtMs')) this.leftMs = Math.max(0, this.endsAtMs - Date.now());
  }

  override updated(): void {
    this.style.setProperty('--left', `${Math.min(1, this.leftMs / this.lastsMs) * 100}%`);
  }

  readonly #tick = (): void => {
    this.leftMs = Math.max(0, this.endsAtMs - Date.now());
    if (this.leftMs > 0) return;
    clearInterval(this.#timer);
    this.dispatchEvent(new Event('kh-ended'));
  };

  override render() {
    const seconds = Math.ceil(this.leftMs / 1000);
    // A timer that is read aloud each second would talk over the rest that it measures.
    return html`<div role="timer" aria-live="off" aria-label=${this.label}>
      <p class="clock">${stopwatchText(seconds * 1000)}</p>
      <div class="bar" aria-hidden="true"><div></div></div>
    </div>`;
  }
}

customElements.define('kh-countdown', KhCountdown);
declare global {
  interface HTMLElementTagNameMap {
    'kh-countdown': KhCountdown;
  }
  interface GlobalEventHandlersEventMap {
    'kh-ended': Event;
  }
}
