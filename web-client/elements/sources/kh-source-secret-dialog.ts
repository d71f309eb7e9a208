import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { z } from 'zod';
import type { IntakeSecret } from '#contracts/intake.ts';
import { intakeAddress } from '../../data/intake-sources.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { dialogStyles } from '../../styles/dialog.ts';
import { shownOnceStyles } from '../../styles/shown-once.ts';
import '../kh-copy-list.ts';
import { KhElement } from '../kh-element.ts';

/** What a source needs to send: its address, and its secret, which is seen here and never again. */
export class KhSourceSecretDialog extends KhElement {
  static override properties = { shown: { state: true }, isOpen: { state: true } };
  declare shown: z.infer<typeof IntakeSecret> | null;
  declare isOpen: boolean;

  static override styles = [baseStyles, buttonStyles, dialogStyles, shownOnceStyles];

  constructor() {
    super();
    this.shown = null;
    this.isOpen = false;
  }

  show(shown: z.infer<typeof IntakeSecret>): void {
    this.shown = shown;
    this.isOpen = true;
  }

  override render() {
    if (this.shown === null) return nothing;
    const { source, secret } = this.shown;
    return html`<wa-dialog .label=${source.label} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      <div class="body">
        <p class="once">${icon('info')}<span>${msg('This is shown once. Keep it before you close this window.')}</span></p>
        <kh-copy-list
          .entries=${[
            { word: msg('Secret'), value: secret, copyWord: msg('Copy the secret') },
            { word: msg('Address'), value: intakeAddress(source.id), copyWord: msg('Copy the address') },
          ]}
        ></kh-copy-list>
        <p class="soft small">
          ${msg('Hand both to whoever runs the source, on a way that others cannot read. It signs its messages with the secret, as Standard Webhooks describes.')}
        </p>
      </div>
      <wa-button id="kept" slot="footer" variant="brand" data-dialog="close">${msg('I have kept it')}</wa-button>
    </wa-dialog>`;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target !== event.currentTarget) return;
    this.isOpen = false;
    this.shown = null;
  };
}

customElements.define('kh-source-secret-dialog', KhSourceSecretDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-source-secret-dialog': KhSourceSecretDialog;
  }
}
