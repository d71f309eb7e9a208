import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { momentText } from '../../format/time.ts';
import { shownValue, type GlucoseUnit } from '../../format/value.ts';
import { baseStyles } from '../../styles/base.ts';
import { flagWord, kindWord, originWord } from '../../words/observation.ts';
import { KhElement } from '../kh-element.ts';

const MOST_ROWS = 200;

const isClockCorrected = ({ effectiveAt, measuredAt }: Observation): boolean =>
  Date.parse(effectiveAt) !== Date.parse(measuredAt);

/** The readings of a chart as a table, the newest first: when, how much, and from where. */
export class KhReadingsTable extends KhElement {
  static override properties = {
    kind: { attribute: false },
    observations: { attribute: false },
    glucoseUnit: { attribute: false },
  };
  declare kind: ReadingKind;
  /** In order of time. */
  declare observations: readonly Observation[];
  declare glucoseUnit: GlucoseUnit;

  static override styles = [
    baseStyles,
    css`
      :host {
        container-type: inline-size;
      }
      .scroll {
        max-block-size: 22rem;
        overflow: auto;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: var(--kh-space-2) var(--kh-space-3) var(--kh-space-2) 0;
        border-block-end: 1px solid var(--kh-line);
        text-align: start;
        font-weight: var(--kh-weight);
      }
      .value {
        white-space: nowrap;
      }
      th {
        position: sticky;
        inset-block-start: 0;
        background: var(--kh-surface);
        color: var(--kh-ink-soft);
      }
      @container (max-width: 30rem) {
        table {
          font-size: var(--kh-text-s);
        }
        td {
          padding-inline-end: var(--kh-space-2);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.kind = 'blood-pressure';
    this.observations = [];
    this.glucoseUnit = 'mmol/L';
  }

  override render() {
    if (this.observations.length === 0) return html`<p class="soft">${msg('No readings in this period')}</p>`;
    const now = new Date();
    const rows = this.observations.slice(-MOST_ROWS).reverse();
    const left = this.observations.length - rows.length;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${kindWord(this.kind)}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Time')}</th>
            <th scope="col">${msg('Value')}</th>
            <th scope="col">${msg('Origin')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((observation) => this.#renderRow(observation, now))}
        </tbody>
      </table>
      ${left > 0 ? html`<p class="soft small">${msg(str`${left} earlier readings are in the chart.`)}</p>` : nothing}
    </div>`;
  }

  #renderRow(observation: Observation, now: Date) {
    const { value, unit } = shownValue(observation, this.glucoseUnit);
    return html`<tr>
      <td>
        ${momentText(observation.effectiveAt, now)}
        ${
          isClockCorrected(observation)
            ? html`<div class="soft small">${msg(str`device said ${momentText(observation.measuredAt, now)}`)}</div>`
            : nothing
        }
      </td>
      <td class="value"><strong>${value}</strong> ${unit}</td>
      <td>${[originWord(observation), ...observation.flags.map(flagWord)].join(' · ')}</td>
    </tr>`;
  }
}

customElements.define('kh-readings-table', KhReadingsTable);
declare global {
  interface HTMLElementTagNameMap {
    'kh-readings-table': KhReadingsTable;
  }
}
