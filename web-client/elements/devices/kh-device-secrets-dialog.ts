import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { z } from 'zod';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { DeviceClaim, DeviceCredentials } from '#contracts/device.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { dialogStyles } from '../../styles/dialog.ts';
import { shownOnceStyles } from '../../styles/shown-once.ts';
import '../kh-copy-list.ts';
import { KhElement } from '../kh-element.ts';
import './kh-claim-slip.ts';

export type DeviceSecrets = {
  deviceId: string;
  label: string;
  credentials: z.infer<typeof DeviceCredentials> | null;
  claim: DeviceClaim | null;
};

/** A device's secret and claim code, which are seen here and never again. */
export class KhDeviceSecretsDialog extends KhElement {
  static override properties = { secrets: { state: true }, isOpen: { state: true } };
  declare secrets: DeviceSecrets | null;
  declare isOpen: boolean;

  static override styles = [baseStyles, buttonStyles, dialogStyles, shownOnceStyles];

  constructor() {
    super();
    this.secrets = null;
    this.isOpen = false;
  }

  show(secrets: DeviceSecrets): void {
    this.secrets = secrets;
    this.isOpen = true;
  }

  override render() {
    const { secrets } = this;
    if (secrets === null) return nothing;
    const { label, deviceId, credentials, claim } = secrets;
    return html`<wa-dialog .label=${label} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      <div class="body">
        <p class="once">${icon('info')}<span>${msg('This is shown once. Keep it before you close this window.')}</span></p>
        ${claim === null ? nothing : html`<kh-claim-slip .claim=${claim} .deviceId=${deviceId}></kh-claim-slip>`}
        ${
          credentials === null
            ? nothing
            : html`<kh-copy-list
              .entries=${[
                { word: msg('User name for MQTT'), value: credentials.username, copyWord: msg('Copy the user name') },
                { word: msg('Secret for MQTT'), value: credentials.password, copyWord: msg('Copy the secret') },
              ]}
            ></kh-copy-list>`
        }
      </div>
      <wa-button id="kept" slot="footer" variant="brand" data-dialog="close">${msg('I have kept it')}</wa-button>
    </wa-dialog>`;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target !== event.currentTarget) return;
    this.isOpen = false;
    this.secrets = null;
  };
}

customElements.define('kh-device-secrets-dialog', KhDeviceSecretsDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-device-secrets-dialog': KhDeviceSecretsDialog;
  }
}
