import { css, html } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** A person without a picture: the first letter of their name. */
export class KhAvatar extends KhElement {
  static override properties = { name: {}, isCalling: { type: Boolean, reflect: true } };
  declare name: string;
  /** Rings go out from it while somebody calls. */
  declare isCalling: boolean;

  static override styles = [
    baseStyles,
    css`
      .avatar {
        position: relative;
        display: grid;
        place-content: center;
        inline-size: 7rem;
        block-size: 7rem;
        border-radius: 50%;
        background: var(--kh-brand);
        color: var(--kh-on-brand);
        font-size: 3rem;
        font-weight: var(--kh-weight-strong);
      }
      :host([isCalling]) .avatar::before,
      :host([isCalling]) .avatar::after {
        content: '';
        position: absolute;
        inset: 0;
        border: 3px solid var(--kh-brand);
        border-radius: 50%;
        animation: ring 2.4s ease-out infinite;
      }
      :host([isCalling]) .avatar::after {
        animation-delay: 1.2s;
      }
      @keyframes ring {
        from {
          opacity: 0.7;
          transform: scale(1);
        }
        to {
          opacity: 0;
          transform: scale(1.7);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        :host([isCalling]) .avatar::before {
          animation: none;
          transform: scale(1.15);
        }
        :host([isCalling]) .avatar::after {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.name = '';
    this.isCalling = false;
  }

  override render() {
    const [first = ''] = this.name.replace(/^(dr|prof)\.?\s+/i, '');
    return html`<div class="avatar" aria-hidden="true">${first.toLocaleUpperCase()}</div>`;
  }
}

customElements.define('kh-avatar', KhAvatar);
declare global {
  interface HTMLElementTagNameMap {
    'kh-avatar': KhAvatar;
  }
}
