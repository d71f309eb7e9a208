import { msg } from '@lit/localize';
import { css, html } from 'lit';
import type { EscalationTier } from '#contracts/escalation.ts';
import { baseStyles } from '../../styles/base.ts';
import { deadlineText, targetsText, type PolicyNames } from '../../words/escalation-policy.ts';
import { KhElement } from '../kh-element.ts';

/** Who is called one after the other, and how long each has to answer. */
export class KhEscalationChain extends KhElement {
  static override properties = { tiers: { attribute: false }, names: { attribute: false } };
  declare tiers: readonly EscalationTier[];
  declare names: PolicyNames;

  static override styles = [
    baseStyles,
    css`
      li {
        position: relative;
        display: grid;
        grid-template-columns: 2rem minmax(0, 1fr);
        gap: 0 var(--kh-space-3);
        padding-block-end: var(--kh-space-4);
        overflow-wrap: anywhere;
      }
      li:last-child {
        padding-block-end: 0;
      }
      li:not(:last-child)::before {
        content: '';
        position: absolute;
        inset: 2rem auto 0 calc(1rem - 1px);
        border-inline-start: 2px solid var(--kh-line);
      }
      .number {
        display: grid;
        place-items: center;
        inline-size: 2rem;
        block-size: 2rem;
        border-radius: var(--kh-radius-pill);
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
        font-weight: var(--kh-weight-strong);
      }
      p {
        padding-block-start: var(--kh-space-1);
      }
      .who::first-letter {
        text-transform: uppercase;
      }
      .who,
      .time {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.tiers = [];
    this.names = { people: [], rosters: [] };
  }

  override render() {
    return html`<ol aria-label=${msg('Who is called, one after the other')}>
      ${this.tiers.map(
        ({ targets, answerWithin }, index) =>
          html`<li>
          <span class="number">${index + 1}</span>
          <p>
            <strong class="who">${targetsText(targets, this.names)}</strong
            ><span class="time soft">${deadlineText(answerWithin)}</span>
          </p>
        </li>`,
      )}
    </ol>`;
  }
}

customElements.define('kh-escalation-chain', KhEscalationChain);
declare global {
  interface HTMLElementTagNameMap {
    'kh-escalation-chain': KhEscalationChain;
  }
}
