import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { baseStyles } from '../../styles/base.ts';
import { pageStyles } from '../../styles/layout.ts';
import { KhElement } from '../kh-element.ts';

/** What a page of numbers is about, whose they are, and the way to the other page. */
export class KhAnalyticsHead extends KhElement {
  static override properties = {
    topic: { attribute: false },
    heading: { attribute: false },
    scope: { attribute: false },
    timeZone: { attribute: false },
    scopeWords: { attribute: false },
  };
  declare topic: 'alerts' | 'visits';
  declare heading: string;
  /** Undefined until the numbers are there. */
  declare scope: 'clinic' | 'own-patients' | undefined;
  declare timeZone: string;
  /** What else is to be known about all of them. */
  declare scopeWords: string;

  static override styles = [
    baseStyles,
    pageStyles,
    css`
      :host {
        display: block;
      }
      nav {
        display: flex;
        gap: var(--kh-space-3);
        border-block-end: 1px solid var(--kh-border);
      }
      nav a {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        min-inline-size: var(--kh-target);
        min-block-size: var(--kh-target);
        padding-inline: var(--kh-space-2);
        border-block-end: 3px solid transparent;
        color: inherit;
        text-decoration: none;
      }
      nav a[aria-current='page'] {
        border-block-end-color: var(--kh-accent);
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.topic = 'alerts';
    this.heading = '';
    this.timeZone = '';
    this.scopeWords = '';
  }

  override render() {
    const { topic, heading, scope } = this;
    const link = (of: KhAnalyticsHead['topic'], path: string, word: string) =>
      html`<a href=${path} aria-current=${of === topic ? 'page' : 'false'}>${word}</a>`;
    return html`<div class="stack">
      <h1>${heading}</h1>
      <nav aria-label=${msg('Analytics')}>
        ${link('alerts', '/analytics', msg('Alerts'))} ${link('visits', '/analytics/visits', msg('Video visits'))}
      </nav>
      ${scope === undefined ? nothing : this.#renderScope(scope)}
    </div>`;
  }

  #renderScope(scope: 'clinic' | 'own-patients') {
    return html`<p class="soft">
      ${
        scope === 'clinic'
          ? msg('All patients of the clinic. No patient is named here: names are for those who treat them.')
          : this.topic === 'alerts'
            ? msg('Your patients, and the pages that you got yourself.')
            : msg('Your patients.')
      }
      ${msg(str`Days are by the clinic’s clock (${this.timeZone}).`)} ${this.scopeWords}
    </p>`;
  }
}

customElements.define('kh-analytics-head', KhAnalyticsHead);
declare global {
  interface HTMLElementTagNameMap {
    'kh-analytics-head': KhAnalyticsHead;
  }
}
