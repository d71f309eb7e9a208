import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { askedWords } from '../words/measurement-request.ts';
import { KhElement } from './kh-element.ts';

/** Somebody of the care team wants a reading now: what, who asks, since when. */
export class KhAskedCard extends KhElement {
  static override properties = {
    request: { attribute: false },
    now: { attribute: false },
    hasButton: { type: Boolean, attribute: 'with-button' },
  };
  declare request: MeasurementRequest | undefined;
  declare now: Date;
  /** Where nothing else on the page leads to the same. */
  declare hasButton: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        gap: var(--kh-space-3);
        border: 2px solid var(--kh-brand);
      }
      h2 {
        font-size: var(--kh-text-xl);
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
    this.hasButton = false;
  }

  override render() {
    const { request, now } = this;
    if (!request) return nothing;
    return html`<section class="card" aria-labelledby="heading">
      <h2 id="heading">${askedWords(request.kind)}</h2>
      <p>${msg(str`${request.askedByName} asks for it since ${momentText(request.askedAt, now)}.`)}</p>
      ${
        this.hasButton
          ? html`<wa-button class="wide" variant="brand" href="/measure?kind=${request.kind}"
              >${icon('gauge')}${msg('Measure now')}</wa-button
            >`
          : nothing
      }
    </section>`;
  }
}

customElements.define('kh-asked-card', KhAskedCard);
declare global {
  interface HTMLElementTagNameMap {
    'kh-asked-card': KhAskedCard;
  }
}
