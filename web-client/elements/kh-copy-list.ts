import { css, html } from 'lit';
import '@awesome.me/webawesome/dist/components/copy-button/copy-button.js';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** `copyWord` names the button for those who do not see what stands beside it. */
export type CopyEntry = { word: string; value: string; copyWord: string };

/** Values for another system, such as a secret: each under its word and with a button that copies it. */
export class KhCopyList extends KhElement {
  static override properties = { entries: { attribute: false } };
  declare entries: readonly CopyEntry[];

  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      dt {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      dd {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--kh-space-2);
        font-family: var(--kh-font-mono);
        overflow-wrap: anywhere;
      }
      dd span {
        min-inline-size: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.entries = [];
  }

  override render() {
    return html`<dl>
      ${this.entries.map(
        ({ word, value, copyWord }) =>
          html`<div>
          <dt>${word}</dt>
          <dd><span>${value}</span><wa-copy-button .value=${value} .copyLabel=${copyWord}></wa-copy-button></dd>
        </div>`,
      )}
    </dl>`;
  }
}

customElements.define('kh-copy-list', KhCopyList);
declare global {
  interface HTMLElementTagNameMap {
    'kh-copy-list': KhCopyList;
  }
}
