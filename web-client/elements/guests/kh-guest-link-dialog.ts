import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { InvitedGuest } from '../../data/guests.ts';
import { clockText, longDayText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { guestLink } from '../../routing/guest-link.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { dialogStyles } from '../../styles/dialog.ts';
import { shownOnceStyles } from '../../styles/shown-once.ts';
import '../kh-copy-list.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-qr-code.ts';

/** The link of one invitation, to be copied or held before a camera; it is seen here and never again. */
export class KhGuestLinkDialog extends KhElement {
  static override properties = { shown: { state: true }, isOpen: { state: true } };
  declare shown: InvitedGuest | null;
  declare isOpen: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    shownOnceStyles,
    css`
      kh-qr-code {
        justify-self: center;
      }
    `,
  ];

  constructor() {
    super();
    this.shown = null;
    this.isOpen = false;
  }

  show(shown: InvitedGuest): void {
    this.shown = shown;
    this.isOpen = true;
  }

  override render() {
    if (this.shown === null) return nothing;
    const { guest, link } = this.shown;
    const href = guestLink(link);
    return html`<wa-dialog
      .label=${msg(str`Link for ${guest.name}`)}
      ?open=${this.isOpen}
      @wa-after-hide=${this.#onHidden}
    >
      <div class="body">
        <p class="once">${icon('info')}<span>${msg('This link is shown once. Send it before you close this window.')}</span></p>
        <kh-copy-list
          .entries=${[{ word: msg('Link'), value: href, copyWord: msg('Copy the link') }]}
        ></kh-copy-list>
        <kh-qr-code .value=${href} .label=${msg('QR code of this link')}></kh-qr-code>
        <p class="soft small">
          ${msg(str`It is for ${guest.name} alone: it works on one device, until the visit ends and at most until ${longDayText(guest.expiresAt)}, ${clockText(guest.expiresAt)}.`)}
        </p>
      </div>
      <wa-button id="sent" slot="footer" variant="brand" data-dialog="close">${msg('I have sent it')}</wa-button>
    </wa-dialog>`;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target !== event.currentTarget) return;
    this.isOpen = false;
    this.shown = null;
  };
}

customElements.define('kh-guest-link-dialog', KhGuestLinkDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-guest-link-dialog': KhGuestLinkDialog;
  }
}
