import QrCreator from '@konnorr/qr-creator';
import { css, html } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** Sharp on a phone's screen, and twice as large as it is shown. */
const DRAWN_PX = 352;
/** What readers need to find the code (ISO/IEC 18004): four modules of nothing around it. */
const QUIET_MODULES = 4;

/** A link as a QR code. Web Awesome's own sets styles in its markup, which the Content-Security-Policy refuses. */
export class KhQrCode extends KhElement {
  static override properties = { value: { attribute: false }, label: { attribute: false } };
  declare value: string;
  declare label: string;

  static override styles = [
    baseStyles,
    css`
      canvas {
        display: block;
        inline-size: 176px;
        block-size: 176px;
        border-radius: var(--kh-radius-m);
      }
    `,
  ];

  constructor() {
    super();
    this.value = '';
    this.label = '';
  }

  override render() {
    return html`<canvas role="img" aria-label=${this.label} width=${DRAWN_PX} height=${DRAWN_PX}></canvas>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas === null || this.value === '') return;
    // Readers want dark on light, whatever the theme.
    const colours = { fill: '#000', background: '#fff' };
    QrCreator.render(
      { text: this.value, ecLevel: 'M', radius: 0, size: DRAWN_PX, quiet: QUIET_MODULES, ...colours },
      canvas,
    );
  }
}

customElements.define('kh-qr-code', KhQrCode);
declare global {
  interface HTMLElementTagNameMap {
    'kh-qr-code': KhQrCode;
  }
}
