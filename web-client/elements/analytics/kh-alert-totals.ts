import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { AlertAnalytics } from '#contracts/alert-analytics.ts';
import { baseStyles } from '../../styles/base.ts';
import { perDayText, shareText, waitedText } from '../../words/analytics.ts';
import { KhElement } from '../kh-element.ts';

/** What all alerts of the period come to, in five numbers. */
export class KhAlertTotals extends KhElement {
  static override properties = { analytics: { attribute: false } };
  declare analytics: AlertAnalytics | undefined;

  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
        gap: var(--kh-space-3);
      }
      dl > div {
        display: grid;
        align-content: start;
        gap: var(--kh-space-1);
        padding: var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-surface);
        box-shadow: var(--kh-shadow-s);
      }
      strong {
        display: block;
        font-size: var(--kh-text-xl);
        line-height: var(--kh-leading-tight);
      }
    `,
  ];

  override render() {
    const { analytics } = this;
    if (analytics === undefined) return nothing;
    const { total, patientDays } = analytics;
    const { raised, paged, acknowledged, waiting, acknowledgeP50, acknowledgeP95, answers, useful } = total;
    const perDay = (count: number): string => {
      const rate = perDayText(count, patientDays);
      return msg(str`${rate} per patient-day`);
    };
    const slowest = waitedText(acknowledgeP95);
    return html`<dl>
      ${tile(msg('Raised'), String(raised), perDay(raised))}
      ${tile(msg('Paged'), String(paged), perDay(paged))}
      ${tile(msg('Half acknowledged within'), waitedText(acknowledgeP50), acknowledgeP95 === null ? '' : msg(str`95 % within ${slowest}`))}
      ${tile(msg('Never acknowledged'), shareText(raised - acknowledged, raised), msg(str`${waiting} waiting now`))}
      ${tile(msg('Found useful'), shareText(useful, answers), msg(str`answers: ${answers}`))}
    </dl>`;
  }
}

const tile = (word: string, figure: string, beside: string) =>
  html`<div>
    <dt class="soft">${word}</dt>
    <dd><strong>${figure}</strong><span class="soft small">${beside}</span></dd>
  </div>`;

customElements.define('kh-alert-totals', KhAlertTotals);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-totals': KhAlertTotals;
  }
}
