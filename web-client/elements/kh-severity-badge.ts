import { css, html, svg, type SVGTemplateResult } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { levelWord, type Level } from '../words/severity.ts';
import { KhElement } from './kh-element.ts';

/** Each level has its own shape, so that nobody needs the colour. */
const SHAPES: Record<Level, SVGTemplateResult> = {
  critical: svg`<path class="fill" d="M7.8 1.5h8.4l6.3 6.3v8.4l-6.3 6.3H7.8l-6.3-6.3V7.8z"></path>
    <path class="stroke" d="M12 6.5v7M12 17.3v.1"></path>`,
  high: svg`<path class="fill" d="M12 1.8 23.2 21.5H.8z"></path><path class="stroke" d="M12 9v5.5M12 18v.1"></path>`,
  moderate: svg`<circle class="fill" cx="12" cy="12" r="10.5"></circle>`,
  technical: svg`<path
      class="fill"
      d="M22 7.3a6.2 6.2 0 0 1-8.3 7L6 22a2.7 2.7 0 0 1-4-4l7.8-7.8A6.2 6.2 0 0 1 16.8 2l-3.3 3.3.6 4.6 4.6.6z"
    ></path>`,
};

/** How bad: shape, word and colour, the same everywhere. */
export class KhSeverityBadge extends KhElement {
  static override properties = {
    level: { reflect: true },
    isBare: { type: Boolean, attribute: 'bare', reflect: true },
  };
  declare level: Level;
  /** Shape and word without the coloured ground. */
  declare isBare: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
      }
      .badge {
        display: inline-flex;
        align-items: center;
        gap: 0.4em;
        padding: 0.15em 0.7em 0.15em 0.5em;
        border-radius: var(--kh-radius-pill);
        font-size: var(--kh-text-s);
        font-weight: var(--kh-weight-strong);
        line-height: var(--kh-leading);
        white-space: nowrap;
        background: var(--soft);
        color: var(--words);
      }
      :host([bare]) .badge {
        padding: 0;
        background: none;
      }
      svg {
        inline-size: 1.15em;
        block-size: 1.15em;
        flex: none;
      }
      .fill {
        fill: var(--solid);
      }
      .stroke {
        fill: none;
        stroke: var(--on-solid);
        stroke-width: 2.6;
        stroke-linecap: round;
      }
      :host([level='critical']) {
        --solid: var(--kh-critical);
        --on-solid: var(--kh-on-critical);
        --soft: var(--kh-critical-soft);
        --words: var(--kh-critical-ink);
      }
      :host([level='high']) {
        --solid: var(--kh-high);
        --on-solid: var(--kh-on-high);
        --soft: var(--kh-high-soft);
        --words: var(--kh-high-ink);
      }
      :host([level='moderate']) {
        --solid: var(--kh-moderate);
        --on-solid: var(--kh-on-moderate);
        --soft: var(--kh-moderate-soft);
        --words: var(--kh-moderate-ink);
      }
      :host([level='technical']) {
        --solid: var(--kh-technical);
        --on-solid: var(--kh-on-technical);
        --soft: var(--kh-technical-soft);
        --words: var(--kh-technical-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.level = 'moderate';
    this.isBare = false;
  }

  override render() {
    return html`<span class="badge"
      ><svg viewBox="0 0 24 24" aria-hidden="true">${SHAPES[this.level]}</svg>${levelWord(this.level)}</span
    >`;
  }
}

customElements.define('kh-severity-badge', KhSeverityBadge);
declare global {
  interface HTMLElementTagNameMap {
    'kh-severity-badge': KhSeverityBadge;
  }
}
