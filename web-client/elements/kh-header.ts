import { css, html } from 'lit';
import { msg } from '@lit/localize';
import type { Me } from '#contracts/user.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';
import './kh-language-switch.ts';
import './kh-mark.ts';
import './kh-menu.ts';
import './kh-stale-notice.ts';

/**
 * The top of every page once somebody is signed in; links to the main pages go in the slot.
 * @fires kh-skip - The person wants to be past all this, at the page's content.
 */
export class KhHeader extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        position: sticky;
        inset-block-start: 0;
        z-index: 10;
      }
      header {
        background: var(--kh-surface);
        border-block-end: 1px solid var(--kh-line);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        max-inline-size: calc(var(--kh-page-width) + 2 * var(--kh-space-6));
        min-block-size: var(--kh-header-height);
        margin-inline: auto;
        padding-inline: var(--kh-space-6);
      }
      .home {
        flex: none;
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
        min-inline-size: var(--kh-target);
        text-decoration: none;
        margin-inline-end: var(--kh-space-4);
      }
      .skip {
        position: fixed;
        inset: var(--kh-space-2) auto auto var(--kh-space-2);
        z-index: 20;
        min-block-size: var(--kh-target);
        padding: var(--kh-space-2) var(--kh-space-4);
        border: 0;
        border-radius: var(--kh-radius-m);
        background: var(--kh-ink);
        color: var(--kh-canvas);
      }
      .skip:not(:focus) {
        inset-block-start: -10rem;
      }
      .end {
        flex: none;
        display: flex;
        align-items: center;
        margin-inline-start: auto;
      }
      @media (max-width: 600px) {
        .bar {
          flex-wrap: wrap;
          padding-inline: var(--kh-space-4) var(--kh-space-2);
          gap: 0;
        }
        /* The links have a row of their own. */
        ::slotted(nav) {
          order: 1;
          flex-basis: 100%;
          overflow-x: auto;
          /* The first link's words stand under the mark, and over the page's own. */
          margin-inline-start: calc(-1 * var(--kh-space-3));
        }
        .home {
          margin-inline-end: var(--kh-space-2);
        }
      }
    `,
  ];

  override render() {
    return html`<header>
        <div class="bar">
          <button class="skip" type="button" @click=${this.#onSkip}>${msg('Skip to content')}</button>
          <a class="home" href="/"
            ><kh-mark bare></kh-mark><span class="visually-hidden">${msg('Kanhu, first page')}</span></a
          >
          <slot></slot>
          <div class="end">
            <kh-language-switch></kh-language-switch>
            <kh-menu .me=${this.me}></kh-menu>
          </div>
        </div>
      </header>
      <kh-stale-notice .audience=${this.me?.role}></kh-stale-notice>`;
  }

  readonly #onSkip = (): void => {
    this.dispatchEvent(new Event('kh-skip'));
  };
}

customElements.define('kh-header', KhHeader);
declare global {
  interface HTMLElementTagNameMap {
    'kh-header': KhHeader;
  }
  interface GlobalEventHandlersEventMap {
    'kh-skip': Event;
  }
}
