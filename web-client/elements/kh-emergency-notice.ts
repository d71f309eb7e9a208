import { msg, str } from '@lit/localize';
import { css, html } from 'lit';
import { EMERGENCY_NUMBERS, type Region } from '#contracts/region.ts';
import { baseStyles } from '../styles/base.ts';
import { icon } from '../icons/icon.ts';
import { KhElement } from './kh-element.ts';

/** What Kanhu is not, and the number that is. Stands wherever a patient may be in need. */
export class KhEmergencyNotice extends KhElement {
  static override properties = { region: { attribute: false } };
  /** Null while it is not known where the person is. */
  declare region: Region | null;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--kh-space-3);
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      .icon {
        margin-block-start: 0.125em;
      }
      .number {
        grid-column: 2;
      }
      /* The one thing here to press, by a hand that may shake. */
      a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
        color: var(--kh-ink);
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.region = null;
  }

  override render() {
    return html`${icon('info')}
      <p>${msg('Kanhu is not an emergency service.')}</p>
      <p class="number">${this.#renderNumber()}</p>`;
  }

  #renderNumber() {
    if (this.region === null) return msg('In an emergency call your local emergency number.');
    const number = EMERGENCY_NUMBERS[this.region];
    return html`<a href="tel:${number}">${msg(str`In an emergency call ${number}`)}</a>`;
  }
}

customElements.define('kh-emergency-notice', KhEmergencyNotice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-emergency-notice': KhEmergencyNotice;
  }
}
