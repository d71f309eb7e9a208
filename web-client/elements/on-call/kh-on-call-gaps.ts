import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { GAP_DAYS, type OnCallGaps } from '#contracts/on-call.ts';
import { clinicMomentText } from '../../format/clinic-time.ts';
import { exactDurationText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { gapStyles } from '../../styles/gap.ts';
import { KhElement } from '../kh-element.ts';
import type { CoverRequest } from './cover-request.ts';

type Gap = OnCallGaps['gaps'][number];

/** A gap that runs begins, in the server's answer, at that answer: the page's clock may not have come to it yet. */
const SLACK_MS = 60_000;

/**
 * When nobody is on call within the next week, before everything else on the page; or that there is no such time.
 * @fires kh-cover - `detail` is the gap that somebody is to fill; only on a user's click.
 */
export class KhOnCallGaps extends KhElement {
  static override properties = {
    gaps: { attribute: false },
    timeZone: { attribute: false },
    now: { attribute: false },
  };
  declare gaps: readonly Gap[];
  declare timeZone: string;
  declare now: Date;

  static override styles = [
    baseStyles,
    buttonStyles,
    gapStyles,
    css`
      .gap {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        padding: var(--kh-space-4) var(--kh-space-5);
        overflow-wrap: anywhere;
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kh-space-2) var(--kh-space-4);
        padding-block: var(--kh-space-2);
        border-block-start: 1px solid currentcolor;
      }
      .when {
        display: grid;
        flex: 1 1 16rem;
        min-inline-size: 0;
      }
      .none {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.gaps = [];
    this.timeZone = 'UTC';
    this.now = new Date();
  }

  override render() {
    const { gaps } = this;
    if (gaps.length === 0) {
      return html`<p class="none">
        ${icon('circle-check')}<span>${msg(str`Somebody is on call at every hour of the next ${GAP_DAYS} days.`)}</span>
      </p>`;
    }
    return html`<section class="gap" aria-labelledby="heading">
      <div role="alert">
        <h2 id="heading">
          ${icon('warning')}<span
            >${
              gaps.some((gap) => this.#isNow(gap))
                ? msg('Nobody is on call now')
                : msg(str`Nobody is on call at times within the next ${GAP_DAYS} days`)
            }</span
          >
        </h2>
      </div>
      <ul>
        ${gaps.map((gap) => this.#renderGap(gap))}
      </ul>
    </section>`;
  }

  #isNow({ from }: Gap): boolean {
    return Date.parse(from) <= this.now.getTime() + SLACK_MS;
  }

  #renderGap(gap: Gap) {
    const { timeZone } = this;
    const begins = clinicMomentText(gap.from, timeZone);
    const ends = clinicMomentText(gap.to, timeZone);
    return html`<li>
      <div class="when">
        <strong>${gap.rosterName}</strong>
        <span>${this.#isNow(gap) ? msg(str`now, until ${ends}`) : msg(str`${begins} until ${ends}`)}</span>
        ${
          this.#isNow(gap)
            ? nothing
            : html`<span class="small">${exactDurationText(Date.parse(gap.to) - Date.parse(gap.from))}</span>`
        }
      </div>
      <wa-button appearance="filled" @click=${() => this.#fill(gap)}>${msg('Fill this gap')}</wa-button>
    </li>`;
  }

  #fill({ rosterId, rosterName, from, to }: Gap): void {
    const detail: CoverRequest = { rosterId, rosterName, insteadOf: null, from, to };
    this.dispatchEvent(new CustomEvent('kh-cover', { detail }));
  }
}

customElements.define('kh-on-call-gaps', KhOnCallGaps);
declare global {
  interface HTMLElementTagNameMap {
    'kh-on-call-gaps': KhOnCallGaps;
  }
}
