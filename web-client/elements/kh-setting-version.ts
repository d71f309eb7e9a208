import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { SettingVersion } from '#contracts/clinic.ts';
import { momentText } from '../format/time.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

/** Which version of a setting holds, and who set it when and why. */
export class KhSettingVersion extends KhElement {
  static override properties = { version: { attribute: false } };
  declare version: SettingVersion | undefined;

  static override styles = [
    baseStyles,
    css`
      :host {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    const { version: set } = this;
    if (!set) return nothing;
    const { version, changedByName, changedAt, reason } = set;
    if (changedAt === null) return html`<p>${msg('The default: nobody has changed it.')}</p>`;
    return html`<p>
        ${msg(str`Version ${version}, set by ${changedByName ?? msg('Somebody')}, ${momentText(changedAt, new Date())}`)}
      </p>
      ${reason === null ? nothing : html`<p>“${reason}”</p>`}`;
  }
}

customElements.define('kh-setting-version', KhSettingVersion);
declare global {
  interface HTMLElementTagNameMap {
    'kh-setting-version': KhSettingVersion;
  }
}
