import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { AlertEvent } from '#contracts/alert.ts';
import { momentText } from '../format/time.ts';
import { baseStyles } from '../styles/base.ts';
import { alertEventWord } from '../words/alert-event.ts';
import { alertReasonText } from '../words/alert-reason.ts';
import { tierReasonText } from '../words/escalation.ts';
import { outcomeText } from '../words/outcome.ts';
import { KhElement } from './kh-element.ts';

/** What happened to an alert, newest last: who and when. */
export class KhAlertHistory extends KhElement {
  static override properties = { events: { attribute: false }, now: { attribute: false } };
  declare events: readonly AlertEvent[];
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      li {
        position: relative;
        padding: 0 0 var(--kh-space-4) var(--kh-space-6);
        overflow-wrap: anywhere;
      }
      li::before {
        content: '';
        position: absolute;
        inset: 0.45em auto auto 0;
        inline-size: 10px;
        block-size: 10px;
        border-radius: 50%;
        background: var(--kh-line-strong);
      }
      li:not(:last-child)::after {
        content: '';
        position: absolute;
        inset: calc(0.45em + 14px) auto -0.2em 4px;
        inline-size: 2px;
        background: var(--kh-line);
      }
      li:last-child {
        padding-block-end: 0;
      }
      li > * {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.events = [];
    this.now = new Date();
  }

  override render() {
    return html`<ol>
      ${this.events.map(
        (event) =>
          html`<li>
            <span>${alertEventWord(event.type)}</span>
            <span class="soft small">${momentText(event.at, this.now)} · ${this.#actorWord(event)}</span>
            ${event.reason === null ? nothing : html`<span class="soft small">${tierReasonText(event.reason) ?? outcomeText(alertReasonText(event.reason))}</span>`}
          </li>`,
      )}
    </ol>`;
  }

  #actorWord({ actor, actorName }: AlertEvent): string {
    if (actorName !== null) return actorName;
    switch (actor.type) {
      case 'user':
        return msg('a person');
      case 'device':
        return actor.id;
      case 'system':
        return msg('automatically');
    }
  }
}

customElements.define('kh-alert-history', KhAlertHistory);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-history': KhAlertHistory;
  }
}
