import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { MessageThreadController } from '../controllers/message-thread.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { KhElement } from './kh-element.ts';

/** Somebody of the clinic wrote something that the patient has not read. Nothing where they have read it. */
export class KhMessageCard extends KhElement {
  static override properties = { patientId: { attribute: false }, now: { attribute: false } };
  declare patientId: string;
  declare now: Date;

  readonly #thread = new MessageThreadController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        border: 2px solid var(--kh-brand);
      }
      h2 {
        display: flex;
        align-items: baseline;
        gap: var(--kh-space-3);
        font-size: var(--kh-text-xl);
      }
      h2 .icon {
        align-self: center;
        color: var(--kh-brand);
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
    this.now = new Date();
  }

  override willUpdate(): void {
    if (this.patientId !== '') this.#thread.follow(this.patientId);
  }

  override render() {
    const { unread } = this.#thread;
    const newest = this.#thread.messages?.findLast(({ authorKind }) => authorKind === 'care-team');
    if (unread === 0 || newest === undefined) return nothing;
    const since = momentText(newest.sentAt, this.now);
    return html`<section class="card" aria-labelledby="heading">
      <h2 id="heading">${icon('message')}${msg(str`${newest.authorName} wrote to you`)}</h2>
      <p>
        ${unread === 1 ? msg(str`1 unread message, ${since}`) : msg(str`${unread} unread messages, the last ${since}`)}
      </p>
      <wa-button class="wide" appearance="outlined" href="/messages">${msg('Read and answer')}</wa-button>
    </section>`;
  }
}

customElements.define('kh-message-card', KhMessageCard);
declare global {
  interface HTMLElementTagNameMap {
    'kh-message-card': KhMessageCard;
  }
}
