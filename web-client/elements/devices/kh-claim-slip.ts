import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/copy-button/copy-button.js';
import type { DeviceClaim } from '#contracts/device.ts';
import { clockText, longDayText } from '../../format/time.ts';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-qr-code.ts';

/** What a patient gets with a device: the claim code to type, and the same as a QR code to point a phone at. */
export class KhClaimSlip extends KhElement {
  static override properties = { claim: { attribute: false }, deviceId: { attribute: false } };
  declare claim: DeviceClaim | undefined;
  declare deviceId: string;

  static override styles = [
    baseStyles,
    css`
      .slip {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kh-space-4) var(--kh-space-5);
        align-items: center;
      }
      .words {
        display: grid;
        gap: var(--kh-space-2);
      }
      .code {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        font-family: var(--kh-font-mono);
        font-size: var(--kh-text-2xl);
        font-weight: var(--kh-weight-strong);
        letter-spacing: 0.06em;
      }
      @media (max-width: 480px) {
        .slip {
          grid-template-columns: minmax(0, 1fr);
          justify-items: center;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.deviceId = '';
  }

  override render() {
    const { claim } = this;
    if (!claim) return nothing;
    const link = new URL('/claim', location.origin);
    link.searchParams.set('code', claim.code);
    link.searchParams.set('device', this.deviceId);
    return html`<div class="slip">
      <kh-qr-code .value=${link.href} .label=${msg('QR code that opens this claim code on the patient’s phone')}></kh-qr-code>
      <div class="words">
        <p>${msg('Claim code for the patient')}</p>
        <p class="code">
          <span id="claim-code">${claim.code}</span
          ><wa-copy-button .value=${claim.code} .copyLabel=${msg('Copy the claim code')}></wa-copy-button>
        </p>
        <p class="soft small">
          ${msg(str`Works once, until ${longDayText(claim.expiresAt)}, ${clockText(claim.expiresAt)}. The patient opens “Devices” and types it, or points the phone at the square.`)}
        </p>
      </div>
    </div>`;
  }
}

customElements.define('kh-claim-slip', KhClaimSlip);
declare global {
  interface HTMLElementTagNameMap {
    'kh-claim-slip': KhClaimSlip;
  }
}
