import { msg } from '@lit/localize';
import { css, html, type PropertyValues } from 'lit';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';

/** How loud it is at the microphone, as a bar that moves with the voice. */
export class KhLevelMeter extends KhElement {
  static override properties = { loudness: { attribute: false } };
  /** 0 to 1. */
  declare loudness: number;

  static override styles = [
    baseStyles,
    css`
      .bar {
        block-size: 0.75rem;
        border-radius: var(--kh-radius-pill);
        border: 1px solid var(--kh-line-strong);
        background: var(--kh-sunken);
        overflow: hidden;
      }
      .fill {
        block-size: 100%;
        transform-origin: 0 50%;
        transform: scaleX(var(--loudness, 0));
        background: var(--kh-brand);
      }
    `,
  ];

  constructor() {
    super();
    this.loudness = 0;
  }

  override render() {
    return html`<div
      class="bar"
      role="meter"
      aria-label=${msg('How loud you are')}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(this.loudness * 100)}
    >
      <div class="fill"></div>
    </div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    // Set on the element itself: a style in the markup would be refused by the Content-Security-Policy.
    if (changed.has('loudness')) this.style.setProperty('--loudness', String(this.loudness));
  }
}

customElements.define('kh-level-meter', KhLevelMeter);
declare global {
  interface HTMLElementTagNameMap {
    'kh-level-meter': KhLevelMeter;
  }
}
