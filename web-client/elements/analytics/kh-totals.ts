import { css, html } from 'lit';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';

/** One number that stands for a page of them. */
export type Total = { word: string; figure: string; beside?: string };

/** What everything on a page comes to, in a few numbers. */
export class KhTotals extends KhElement {
  static override properties = { totals: { attribute: false } };
  declare totals: readonly Total[];

  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
        gap: var(--kh-space-3);
      }
      dl > div {
        display: grid;
        align-content: start;
        gap: var(--kh-space-1);
        padding: var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-surface);
        box-shadow: var(--kh-shadow-s);
      }
      strong {
        display: block;
        font-size: var(--kh-text-xl);
        line-height: var(--kh-leading-tight);
      }
    `,
  ];

  constructor() {
    super();
    this.totals = [];
  }

  override render() {
    return html`<dl>
      ${this.totals.map(
        ({ word, figure, beside = '' }) =>
          html`<div>
            <dt class="soft">${word}</dt>
            <dd><strong>${figure}</strong><span class="soft small">${beside}</span></dd>
          </div>`,
      )}
    </dl>`;
  }
}

customElements.define('kh-totals', KhTotals);
declare global {
  interface HTMLElementTagNameMap {
    'kh-totals': KhTotals;
  }
}
