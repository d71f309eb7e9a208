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
      /* A shadow takes no room: rings of it push nothing aside. */
      :host([isCalling]) .avatar {
        animation: ring 1.8s ease-out infinite;
      }
      @keyframes ring {
        from {
          box-shadow: 0 0 0 0 var(--kh-brand);
        }
        to {
          box-shadow: 0 0 0 2.5rem transparent;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        :host([isCalling]) .avatar {
          animation: none;
          box-shadow: 0 0 0 0.75rem var(--kh-brand-soft);
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
