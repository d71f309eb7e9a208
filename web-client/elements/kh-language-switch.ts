import { css, html } from 'lit';
import { icon } from '../icons/icon.ts';
import { chooseLocale, currentLocale, type Locale } from '../localization.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';

/** Offers the other language, by its own name: whoever needs it can read it. */
export class KhLanguageSwitch extends KhElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: inline-block;
      }
      button {
        white-space: nowrap;
      }
    `,
  ];

  override render() {
    const other: Locale = currentLocale() === 'zh-CN' ? 'en' : 'zh-CN';
    return html`<button class="quiet-button" type="button" lang=${other} @click=${() => void chooseLocale(other)}>
      ${icon('globe')}<span>${other === 'en' ? 'English' : '中文'}</span>
    </button>`;
  }
}

customElements.define('kh-language-switch', KhLanguageSwitch);
declare global {
  interface HTMLElementTagNameMap {
    'kh-language-switch': KhLanguageSwitch;
  }
}
