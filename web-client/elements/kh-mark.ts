import { css, html } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** Kanhu's mark: a sheltering arc over a pulse. */
export class KhMark extends KhElement {
  static override properties = { isBare: { type: Boolean, attribute: 'bare', reflect: true } };
  /** On a narrow page the sign alone. */
  declare isBare: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
        font-weight: var(--kh-weight-strong);
        letter-spacing: 0.01em;
        white-space: nowrap;
      }
      @media (max-width: 600px) {
        :host([bare]) .word {
          display: none;
        }
      }
      svg {
        inline-size: 1.75em;
        block-size: 1.75em;
        color: var(--kh-brand);
      }
    `,
  ];

  constructor() {
    super();
    this.isBare = false;
  }

  override render() {
    return html`<svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="currentColor"></rect>
        <g fill="none" stroke="var(--kh-on-brand)" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">
          <path d="M6.5 13.5C9 9.4 12.3 7.4 16 7.4s7 2 9.5 6.1"></path>
          <path d="M7.2 20.5h4.3l2-4.2 3.4 7.4 2.2-3.2h5.7"></path>
        </g></svg
      ><span class="word">Kanhu <span lang="zh-CN">看护</span></span>`;
  }
}

customElements.define('kh-mark', KhMark);
declare global {
  interface HTMLElementTagNameMap {
    'kh-mark': KhMark;
  }
}
