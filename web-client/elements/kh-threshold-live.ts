import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { ThresholdPreview } from '#contracts/threshold.ts';
import { baseStyles } from '../styles/base.ts';
import { alertCount, pagedCount } from '../words/threshold.ts';
import { KhElement } from './kh-element.ts';

/**
 * What the chosen thresholds would have raised, in one line at the lower edge of the screen: where the whole answer stands
 * below the sliders, this goes along with them. Whoever listens hears the whole answer, so this says nothing to them.
 */
export class KhThresholdLive extends KhElement {
  static override properties = { preview: { attribute: false }, isLoading: { type: Boolean } };
  declare preview: ThresholdPreview | null;
  declare isLoading: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: none;
      }
      @media (max-width: 900px) {
        :host {
          display: block;
          position: sticky;
          inset-block-end: var(--kh-space-3);
          z-index: 1;
        }
      }
      p {
        padding: var(--kh-space-3) var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-ink);
        color: var(--kh-canvas);
        box-shadow: var(--kh-shadow-m);
      }
    `,
  ];

  constructor() {
    super();
    this.preview = null;
    this.isLoading = false;
  }

  override render() {
    const { preview, isLoading } = this;
    if (preview === null || preview.daysWithReadings === 0) return nothing;
    const { wouldHaveRaised, wouldHavePaged, inForce } = preview;
    const now = `${alertCount(inForce.wouldHaveRaised)} · ${pagedCount(inForce.wouldHavePaged)}`;
    return html`<p aria-hidden="true">
      <strong>${isLoading ? msg('Trying…') : `${alertCount(wouldHaveRaised)} · ${pagedCount(wouldHavePaged)}`}</strong>
      <span class="small">(${msg(str`in force: ${now}`)})</span>
    </p>`;
  }
}

customElements.define('kh-threshold-live', KhThresholdLive);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-live': KhThresholdLive;
  }
}
