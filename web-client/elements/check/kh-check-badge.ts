import { msg } from '@lit/localize';
import { css, html } from 'lit';
import type { CallCheckSummary } from '#contracts/call-check.ts';
import { agoText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { problemShort, verdictShort } from '../../words/call-check.ts';
import { KhElement } from '../kh-element.ts';
import { VERDICT_ICONS } from './verdict-icon.ts';

/** Beside a name: what that person's newest check before the visit found, and when. */
export class KhCheckBadge extends KhElement {
  static override properties = { check: { attribute: false }, now: { attribute: false } };
  /** Null: none was made for this visit. */
  declare check: CallCheckSummary | null;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
        font-size: var(--kh-text-s);
        overflow-wrap: anywhere;
      }
      .good .icon {
        color: var(--kh-good-ink);
      }
      .none strong,
      .voice strong {
        font-weight: var(--kh-weight-strong);
      }
      strong {
        font-weight: var(--kh-weight);
      }
    `,
  ];

  constructor() {
    super();
    this.check = null;
    this.now = new Date();
  }

  override render() {
    const { check, now } = this;
    if (check === null) return html`<span class="soft">${icon('question')} ${msg('Not checked yet')}</span>`;
    const { verdict, problems, checkedAt } = check;
    const facts = [...problems.map(problemShort), agoText(checkedAt, now)];
    return html`<span class=${verdict}
      >${icon(VERDICT_ICONS[verdict])} <strong>${verdictShort(verdict)}</strong>
      <span class="soft">· ${facts.join(' · ')}</span></span
    >`;
  }
}

customElements.define('kh-check-badge', KhCheckBadge);
declare global {
  interface HTMLElementTagNameMap {
    'kh-check-badge': KhCheckBadge;
  }
}
