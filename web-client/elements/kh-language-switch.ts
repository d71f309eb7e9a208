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
      .short {
        display: none;
      }
      @media (max-width: 600px) {
        .long {
          display: none;
        }
        .short {
          display: inline;
        }
      }
    `,
  ];

  override render() {
    const other: Locale = currentLocale() === 'zh-CN' ? 'en' : 'zh-CN';
    const name = other === 'en' ? 'English' : '中文';
    return html`<button
      class="quiet-button"
      type="button"
      lang=${other}
      @click=${() => void chooseLocale(other)}
    >
      ${icon('globe')}<span class="long">${name}</span><span class="short">${other === 'en' ? 'EN' : '中文'}</span>
    </button>`;
  }
}

customElements.define('kh-language-switch', KhLanguageSwitch);
declare global {
  interface HTMLElementTagNameMap {
    'kh-language-switch': KhLanguageSwitch;
  }
}
