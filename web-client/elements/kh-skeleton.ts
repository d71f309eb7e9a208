import { msg } from '@lit/localize';
import { css, html } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** Stands where lines of text will be, in their shape. */
export class KhSkeleton extends KhElement {
  static override properties = { lines: { type: Number }, tall: { type: Boolean } };
  declare lines: number;
  declare tall: boolean;

  static override styles = [
    baseStyles,
    css`
      .bones {
        display: grid;
        gap: var(--kh-space-3);
      }
      .bone {
        block-size: 1em;
        border-radius: var(--kh-radius-s);
        background: var(--kh-sunken);
        animation: breathe 1.8s ease-in-out infinite alternate;
      }
      .bone:nth-child(even) {
        inline-size: 68%;
      }
      .bone:nth-child(3n) {
        inline-size: 84%;
      }
      :host([tall]) .bone {
        block-size: 4.5em;
        inline-size: 100%;
        border-radius: var(--kh-radius-m);
      }
      @keyframes breathe {
        to {
          opacity: 0.45;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .bone {
          animation: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.lines = 3;
    this.tall = false;
  }

  override render() {
    return html`<div class="bones" role="status">
      <span class="visually-hidden">${msg('Loading')}</span>
      ${Array.from({ length: this.lines }, () => html`<div class="bone" aria-hidden="true"></div>`)}
    </div>`;
  }
}

customElements.define('kh-skeleton', KhSkeleton);
declare global {
  interface HTMLElementTagNameMap {
    'kh-skeleton': KhSkeleton;
  }
}
