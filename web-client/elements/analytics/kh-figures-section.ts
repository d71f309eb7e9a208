import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { baseStyles } from '../../styles/base.ts';
import { cardStyles } from '../../styles/card.ts';
import { pageStyles } from '../../styles/layout.ts';
import { KhElement } from '../kh-element.ts';
import type { Figures } from './figures.ts';
import './kh-figures-table.ts';

/** A table of numbers with its heading, as a file where there is one, and what is to be known about it. */
export class KhFiguresSection extends KhElement {
  static override properties = {
    heading: { attribute: false },
    figures: { attribute: false },
    csvPath: { attribute: false },
    note: { attribute: false },
  };
  declare heading: string;
  declare figures: Figures;
  /** Undefined where it is no file. */
  declare csvPath: string | undefined;
  declare note: string | undefined;

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.heading = '';
    this.figures = { headings: [], rows: [] };
  }

  override render() {
    const { heading, csvPath, note } = this;
    const { headings, rows } = this.figures;
    return html`<section class="card stack">
      <div class="row spread">
        <h2>${heading}</h2>
        ${
          csvPath === undefined
            ? nothing
            : html`<a class="lone-link" href=${csvPath} download aria-label=${msg(str`Download as CSV: ${heading}`)}
                >${msg('Download as CSV')}</a
              >`
        }
      </div>
      <kh-figures-table .label=${heading} .headings=${headings} .rows=${rows}></kh-figures-table>
      ${note === undefined ? nothing : html`<p class="small soft">${note}</p>`}
    </section>`;
  }
}

customElements.define('kh-figures-section', KhFiguresSection);
declare global {
  interface HTMLElementTagNameMap {
    'kh-figures-section': KhFiguresSection;
  }
}
