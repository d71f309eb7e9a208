import { css, html, nothing } from 'lit';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';

/** Words, or a template of them. */
export type Figure = unknown;

/**
 * A table of numbers: the first cell of a row says what the others are about. Where it is narrow each row stands as a
 * block, each number beside its heading.
 */
export class KhFiguresTable extends KhElement {
  static override properties = {
    label: { attribute: false },
    headings: { attribute: false },
    rows: { attribute: false },
  };
  /** For those who do not see what stands above it. */
  declare label: string;
  declare headings: readonly string[];
  /** As many cells a row as there are headings. */
  declare rows: readonly (readonly Figure[])[];

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
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
        vertical-align: baseline;
        font-weight: var(--kh-weight);
      }
      thead th {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
        vertical-align: bottom;
      }
      td,
      th + th {
        padding-inline-start: var(--kh-space-4);
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      tbody th {
        overflow-wrap: anywhere;
      }
      a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
        min-inline-size: var(--kh-target);
      }
      .soft {
        display: block;
        font-size: var(--kh-text-s);
      }
      .loud {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-1);
        font-weight: var(--kh-weight-strong);
      }
      .bar {
        display: block;
        min-inline-size: 2px;
        block-size: 0.5rem;
        margin-block: 0.5em;
        border-radius: var(--kh-radius-pill);
        background: var(--kh-brand);
      }
      .track {
        display: block;
        inline-size: min(24rem, 40cqi);
        margin-inline-start: auto;
        border-radius: var(--kh-radius-pill);
        background: var(--kh-sunken);
      }
      .label {
        display: none;
      }
      @container (max-width: 44rem) {
        table,
        tbody,
        tr,
        tbody th,
        td {
          display: block;
        }
        thead {
          display: none;
        }
        tr {
          padding-block: var(--kh-space-3);
          border-block-end: 1px solid var(--kh-line);
        }
        tr:last-child {
          border-block-end: 0;
        }
        tbody th,
        td {
          padding: var(--kh-space-1) 0;
          border: 0;
        }
        tbody th {
          font-weight: var(--kh-weight-strong);
        }
        td {
          display: flex;
          justify-content: space-between;
          gap: var(--kh-space-4);
        }
        .label {
          display: inline;
          color: var(--kh-ink-soft);
          text-align: start;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.label = '';
    this.headings = [];
    this.rows = [];
  }

  override render() {
    const [first, ...others] = this.headings;
    // A browser takes the table for a list of blocks where it is drawn as one, and a reader would say so.
    return html`<table role="table" aria-label=${this.label}>
      <thead>
        <tr role="row">
          <th scope="col" role="columnheader">${first}</th>
          ${others.map((heading) => html`<th scope="col" role="columnheader">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${this.rows.map((row) => this.#renderRow(row))}
      </tbody>
    </table>`;
  }

  #renderRow([about, ...figures]: readonly Figure[]) {
    return html`<tr role="row">
      <th scope="row" role="rowheader">${about ?? nothing}</th>
      ${figures.map(
        (figure, index) =>
          html`<td role="cell">
            <span class="label" aria-hidden="true">${this.headings[index + 1]}</span><span>${figure}</span>
          </td>`,
      )}
    </tr>`;
  }
}

customElements.define('kh-figures-table', KhFiguresTable);
declare global {
  interface HTMLElementTagNameMap {
    'kh-figures-table': KhFiguresTable;
  }
}
