import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { RuleId } from '#contracts/rule.ts';
import type { ThresholdPreview, ThresholdTally } from '#contracts/threshold.ts';
import type { FailureCode } from '../data/request.ts';
import { baseStyles } from '../styles/base.ts';
import { ruleTitle } from '../words/rule.ts';
import { alertCount, pagedCount } from '../words/threshold.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import './kh-skeleton.ts';

type RuleTally = { raised: number; paged: number };
const NONE: RuleTally = { raised: 0, paged: 0 };

/**
 * What the chosen thresholds would have raised over the last 30 days, beside what those in force would have.
 * @fires kh-retry - The person asks for another try.
 */
export class KhThresholdPreview extends KhElement {
  static override properties = {
    preview: { attribute: false },
    isLoading: { attribute: false },
    isChanged: { attribute: false },
    failure: { attribute: false },
  };
  declare preview: ThresholdPreview | null;
  /** `preview` is about what was chosen before. */
  declare isLoading: boolean;
  declare isChanged: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
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
      .results {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        transition: opacity var(--kh-motion) var(--kh-easing);
      }
      .results[aria-busy='true'] .counts strong {
        text-decoration: underline dotted 2px;
        text-underline-offset: 0.2em;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: var(--kh-space-2) 0;
        border-block-end: 1px solid var(--kh-line);
        text-align: start;
        font-weight: var(--kh-weight);
        overflow-wrap: anywhere;
      }
      td,
      th + th {
        inline-size: 5.5em;
        padding-inline-start: var(--kh-space-3);
        text-align: end;
        vertical-align: top;
      }
      thead th {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      td span {
        display: block;
        white-space: nowrap;
      }
      .other {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.preview = null;
    this.isLoading = false;
    this.isChanged = false;
    this.failure = null;
  }

  override render() {
    const { preview, failure } = this;
    return html`${failure ? html`<kh-failure .code=${failure} @kh-retry=${this.#onRetry}></kh-failure>` : nothing}
    ${preview ? this.#renderPreview(preview) : failure ? nothing : html`<kh-skeleton .lines=${4}></kh-skeleton>`}`;
  }

  #renderPreview(preview: ThresholdPreview) {
    const { daysWithReadings, days, inForce } = preview;
    if (daysWithReadings === 0)
      return html`<p class="soft">${msg('There are no readings in the last 30 days to try thresholds on.')}</p>`;
    return html`<div class="results" aria-busy=${this.isLoading}>
      <div class="counts" role="status">
        <div class="new" id="proposed">
          <span class="small">${this.isChanged ? msg('These would have raised') : msg('Would have raised')}</span>
          ${counts(preview)}
          <span class="small">${this.isLoading ? msg('Trying…') : this.isChanged ? differenceText(preview) : nothing}</span>
        </div>
        <div id="in-force">
          <span class="small soft">${msg('In force now')}</span>
          ${counts(inForce)}
        </div>
      </div>
      ${this.#renderRules(preview)}
      <p class="small soft">
        ${msg(str`Stands on ${daysWithReadings} of ${days} days with readings. Each reading is judged as if it had come in when it was taken, and nobody had acknowledged anything.`)}
      </p>
    </div>`;
  }

  #renderRules(preview: ThresholdPreview) {
    const rules = Object.keys({ ...preview.inForce.byRule, ...preview.byRule }).sort() as RuleId[];
    if (rules.length === 0) return nothing;
    return html`<table>
      <caption class="visually-hidden">
        ${msg('Alerts and pages by rule')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Rule')}</th>
          <th scope="col">${msg('These')}</th>
          <th scope="col">${msg('In force')}</th>
        </tr>
      </thead>
      <tbody>
        ${rules.map((id) => {
          const { [id]: ours = NONE } = preview.byRule;
          const { [id]: theirs = NONE } = preview.inForce.byRule;
          const isSame = ours.raised === theirs.raised && ours.paged === theirs.paged;
          return html`<tr>
            <th scope="row">${ruleTitle(id)}</th>
            <td class=${isSame ? '' : 'other'}>${cell(ours)}</td>
            <td>${cell(theirs)}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  readonly #onRetry = (): void => {
    this.dispatchEvent(new Event('kh-retry'));
  };
}

const counts = ({ wouldHaveRaised, wouldHavePaged }: ThresholdTally) =>
  html`<strong>${alertCount(wouldHaveRaised)}</strong><span>${pagedCount(wouldHavePaged)}</span>`;

const cell = ({ raised, paged }: RuleTally) =>
  html`${raised}${paged === 0 ? nothing : html`<span class="small soft">${pagedCount(paged)}</span>`}`;

const signed = (count: number): string => (count > 0 ? `+${count}` : count < 0 ? `−${-count}` : '±0');

const differenceText = ({ wouldHaveRaised, wouldHavePaged, inForce }: ThresholdPreview): string => {
  const alerts = signed(wouldHaveRaised - inForce.wouldHaveRaised);
  const pages = signed(wouldHavePaged - inForce.wouldHavePaged);
  return msg(str`alerts ${alerts}, pages ${pages}`);
};

customElements.define('kh-threshold-preview', KhThresholdPreview);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-preview': KhThresholdPreview;
  }
}
