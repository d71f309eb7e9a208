import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { icon } from '../../icons/icon.ts';
import { inAppBrowser, type InAppBrowser } from '../../in-app-browser.ts';
import { baseStyles } from '../../styles/base.ts';
import { cardStyles } from '../../styles/card.ts';
import { howToLeave, inAppBrowserName } from '../../words/in-app-browser.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-copy-list.ts';

/** Inside another app's browser: why that is no place for a video visit, and the way out. Nothing elsewhere. */
export class KhInAppBrowser extends KhElement {
  readonly #app: InAppBrowser | null = inAppBrowser();

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .words {
        display: grid;
        gap: var(--kh-space-3);
      }
    `,
  ];

  override render() {
    const app = this.#app;
    if (app === null) return nothing;
    const name = inAppBrowserName(app);
    return html`<section class="card" aria-labelledby="heading">
      ${icon('globe')}
      <div class="words">
        <h2 id="heading">${msg(str`Please leave ${name} for the video visit`)}</h2>
        <p>${msg(str`You are in the browser inside ${name}. Camera and microphone often do not work there.`)}</p>
        <p><strong>${howToLeave(app)}</strong></p>
        <p>${msg('Or copy this link, and paste it where addresses stand in your browser:')}</p>
        <kh-copy-list
          .entries=${[{ word: msg('Link to this page'), value: location.href, copyWord: msg('Copy the link') }]}
        ></kh-copy-list>
      </div>
    </section>`;
  }
}

customElements.define('kh-in-app-browser', KhInAppBrowser);
declare global {
  interface HTMLElementTagNameMap {
    'kh-in-app-browser': KhInAppBrowser;
  }
}
