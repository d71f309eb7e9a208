import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import { EMERGENCY_NUMBERS, type Region } from '#contracts/region.ts';
import { MarkReadController } from '../controllers/mark-read.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { icon } from '../icons/icon.ts';
import { adviceFor, type Advice } from '../words/advice.ts';
import { levelOf } from '../words/severity.ts';
import { KhElement } from './kh-element.ts';
import './kh-severity-badge.ts';

/** What a patient shall do about an alert of theirs, and the button that does it. */
export class KhAdviceCard extends KhElement {
  static override properties = { alert: { attribute: false }, region: { attribute: false } };
  declare alert: Alert | undefined;
  declare region: Region;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        border: 2px solid var(--edge);
      }
      .critical {
        --edge: var(--kh-critical);
      }
      .high {
        --edge: var(--kh-high);
      }
      .moderate {
        --edge: var(--kh-moderate);
      }
      .technical {
        --edge: var(--kh-technical);
      }
      h2 {
        font-size: var(--kh-text-xl);
      }
      a {
        text-decoration: none;
      }
    `,
  ];

  constructor() {
    super();
    this.region = 'CN';
    new MarkReadController(this, () => (this.alert && this.#adviceFor(this.alert) ? this.alert : null));
  }

  #adviceFor(alert: Alert): Advice | null {
    return adviceFor(alert, EMERGENCY_NUMBERS[this.region]);
  }

  override render() {
    const { alert } = this;
    const advice = alert ? this.#adviceFor(alert) : null;
    if (!alert || !advice) return nothing;
    const level = levelOf(alert);
    return html`<section class="card ${level}" aria-labelledby="heading">
      <kh-severity-badge level=${level}></kh-severity-badge>
      <h2 id="heading">${advice.heading}</h2>
      <p>${advice.text}</p>
      ${
        advice.measure === null
          ? nothing
          : html`<wa-button class="wide" variant="brand" href="/measure?kind=${advice.measure}"
            >${icon('gauge')}${msg('Measure now')}</wa-button
          >`
      }
    </section>`;
  }
}

customElements.define('kh-advice-card', KhAdviceCard);
declare global {
  interface HTMLElementTagNameMap {
    'kh-advice-card': KhAdviceCard;
  }
}
