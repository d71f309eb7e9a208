import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { OnCallGap, OnCallPerson, ShiftPreview } from '#contracts/on-call.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { gapStyles } from '../../styles/gap.ts';
import { closesWords, gapCount, gapWords, hoursWithoutWords } from '../../words/shift.ts';
import { KhElement } from '../kh-element.ts';
import './kh-shift-strip.ts';

/** More is read in the days themselves. */
const MOST_TOLD = 5;

const overlaps = (a: OnCallGap, b: OnCallGap): boolean => a.from < b.to && b.from < a.to;

/** What a shift would change: the gaps with it beside those of now, and the two weeks day by day. */
export class KhShiftPreview extends KhElement {
  static override properties = {
    preview: { attribute: false },
    people: { attribute: false },
    isLoading: { attribute: false },
  };
  declare preview: ShiftPreview | undefined;
  declare people: readonly OnCallPerson[];
  /** `preview` is about what was chosen before. */
  declare isLoading: boolean;

  static override styles = [
    baseStyles,
    gapStyles,
    css`
      .preview,
      .told {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
        align-content: start;
      }
      .told {
        gap: var(--kh-space-3);
      }
      .preview[aria-busy='true'] .counts strong {
        text-decoration: underline dotted 2px;
        text-underline-offset: 0.2em;
      }
      .counts {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--kh-space-3);
      }
      .counts > div {
        display: grid;
        align-content: start;
        gap: var(--kh-space-1);
        padding: var(--kh-space-3) var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      .counts > .new {
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
      }
      .counts strong {
        font-size: var(--kh-text-xl);
        line-height: var(--kh-leading-tight);
      }
      .good {
        display: flex;
        gap: var(--kh-space-2);
        color: var(--kh-good-ink);
      }
      .gap {
        padding: var(--kh-space-3) var(--kh-space-4);
      }
      .gaps {
        list-style: disc;
        padding-inline-start: 1.25em;
        font-size: var(--kh-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
    this.isLoading = false;
  }

  override render() {
    const { preview } = this;
    if (!preview) return nothing;
    return html`<div class="preview" aria-busy=${this.isLoading}>
      <div class="told" role="status">
        <div class="counts">
          <div>
            <span class="small soft">${msg('Now')}</span>
            ${counts(preview.gapsNow)}
          </div>
          <div class="new">
            <span class="small">${this.isLoading ? msg('Trying…') : msg('With this shift')}</span>
            ${counts(preview.gaps)}
          </div>
        </div>
        ${this.#renderWords(preview)}
      </div>
      <kh-shift-strip .preview=${preview} .people=${this.people}></kh-shift-strip>
    </div>`;
  }

  #renderWords(preview: ShiftPreview) {
    const { duties, shiftId, gaps, gapsNow, opens, closes, timeZone } = preview;
    const closed = gapsNow.filter((gap) => !gaps.some((left) => overlaps(gap, left)));
    const left = gaps.filter((gap) => gapsNow.some((now) => overlaps(gap, now)));
    return html`${
      duties.some((duty) => duty.shiftId === shiftId)
        ? nothing
        : html`<p>${msg('No turn of this shift falls into these two weeks.')}</p>`
    }${
      gaps.length === 0
        ? html`<p class="good">
            ${icon('circle-check')}<span>${msg('Somebody is on call at every hour of these two weeks.')}</span>
          </p>`
        : nothing
    }${
      opens.length === 0
        ? nothing
        : html`<div class="gap">
            <p>${icon('warning')} <strong>${msg('It opens gaps that are not there now:')}</strong></p>
            ${gapList(opens, timeZone)}
          </div>`
    }${closes.length === 0 ? nothing : html`<p>${closesWords(closed.length, closes)}</p>`}${
      left.length === 0
        ? nothing
        : html`<div>
            <p>${closes.length === 0 ? msg('It closes none of these gaps:') : msg('It leaves these gaps:')}</p>
            ${gapList(left, timeZone)}
          </div>`
    }`;
  }
}

const counts = (gaps: readonly OnCallGap[]) =>
  html`<strong>${gaps.length === 0 ? msg('No gap') : gapCount(gaps.length)}</strong>${
    gaps.length === 0 ? nothing : html`<span class="small">${hoursWithoutWords(gaps)}</span>`
  }`;

const gapList = (gaps: readonly OnCallGap[], timeZone: string) =>
  html`<ul class="gaps">
    ${gaps.slice(0, MOST_TOLD).map((gap) => html`<li>${gapWords(gap, timeZone)}</li>`)}
    ${gaps.length > MOST_TOLD ? html`<li>${msg(str`and ${gaps.length - MOST_TOLD} more`)}</li>` : nothing}
  </ul>`;

customElements.define('kh-shift-preview', KhShiftPreview);
declare global {
  interface HTMLElementTagNameMap {
    'kh-shift-preview': KhShiftPreview;
  }
}
