import { css, html, nothing } from 'lit';
import { icon, type IconName } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** Nothing here yet: says what will be here, and what to do. The action goes in the slot. */
export class KhEmpty extends KhElement {
  static override properties = { heading: {}, text: {}, symbol: {}, isPage: { type: Boolean, attribute: 'page' } };
  declare heading: string;
  declare text: string;
  declare symbol: IconName;
  /** The whole page is empty: its heading is the page's. */
  declare isPage: boolean;

  static override styles = [
    baseStyles,
    css`
      .empty {
        display: grid;
        justify-items: center;
        gap: var(--kh-space-2);
        padding: var(--kh-space-8) var(--kh-space-4);
        text-align: center;
        color: var(--kh-ink-soft);
      }
      .symbol {
        font-size: 1.75em;
        color: var(--kh-ink-faint);
      }
      strong {
        color: var(--kh-ink);
      }
      ::slotted(a) {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
      }
      p {
        max-inline-size: 44ch;
        text-wrap: balance;
      }
    `,
  ];

  constructor() {
    super();
    this.heading = '';
    this.text = '';
    this.symbol = 'check';
    this.isPage = false;
  }

  override render() {
    return html`<div class="empty">
      <span class="symbol">${icon(this.symbol)}</span>
      ${this.isPage ? html`<h1>${this.heading}</h1>` : html`<strong>${this.heading}</strong>`}
      ${this.text === '' ? nothing : html`<p>${this.text}</p>`}
      <slot></slot>
    </div>`;
  }
}

customElements.define('kh-empty', KhEmpty);
declare global {
  interface HTMLElementTagNameMap {
    'kh-empty': KhEmpty;
  }
}
