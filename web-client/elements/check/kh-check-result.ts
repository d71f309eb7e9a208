import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { CallCheckResult } from '#contracts/call-check.ts';
import { judgeCallCheck } from '#contracts/judge-call-check.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { cardStyles } from '../../styles/card.ts';
import { disclosureSign, disclosureStyles } from '../../styles/disclosure.ts';
import { measurementWords, problemAdvice, verdictWords } from '../../words/call-check.ts';
import { KhElement } from '../kh-element.ts';
import { VERDICT_ICONS } from './verdict-icon.ts';

/** What a check came to, what to do about it, and the numbers for whoever helps with the network. */
export class KhCheckResult extends KhElement {
  static override properties = { result: { attribute: false } };
  declare result: CallCheckResult | null;

  static override styles = [
    baseStyles,
    cardStyles,
    disclosureStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .verdict {
        display: flex;
        align-items: center;
        gap: var(--kh-space-3);
        font-size: var(--kh-text-xl);
      }
      .verdict .icon {
        font-size: 1.6em;
      }
      .good .icon {
        color: var(--kh-good-ink);
      }
      .advice li {
        padding-block: var(--kh-space-3);
        border-block-start: 1px solid var(--kh-line);
      }
      .numbers li {
        padding-block: var(--kh-space-1);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.result = null;
  }

  override render() {
    const { result } = this;
    if (result === null) return nothing;
    const { verdict, problems } = judgeCallCheck(result);
    const advice = problems.map((problem) => problemAdvice(problem, result)).filter((words) => words !== '');
    return html`<div class="card">
      <div role="status">
        <h2 class="verdict ${verdict}">${icon(VERDICT_ICONS[verdict])}<span>${verdictWords(verdict)}</span></h2>
      </div>
      ${
        problems.length === 0
          ? html`<p>${msg('Camera, microphone, sound and line work.')}</p>`
          : html`<ul class="advice">
            ${advice.map((words) => html`<li>${words}</li>`)}
          </ul>`
      }
      ${
        result.paths.length === 0
          ? nothing
          : html`<details>
            <summary>${disclosureSign()}${msg('The numbers, for whoever helps you')}</summary>
            <ul class="numbers small">
              ${result.paths.map((measured) => html`<li>${measurementWords(measured)}</li>`)}
            </ul>
          </details>`
      }
    </div>`;
  }
}

customElements.define('kh-check-result', KhCheckResult);
declare global {
  interface HTMLElementTagNameMap {
    'kh-check-result': KhCheckResult;
  }
}
