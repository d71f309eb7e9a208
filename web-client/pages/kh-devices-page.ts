import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Device } from '#contracts/device.ts';
import { ClockController } from '../controllers/clock.ts';
import { listDevices } from '../data/devices.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { agoText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { kindWord } from '../words/observation.ts';

/** The inventory: which devices there are, whether they are online, and when each was last heard. */
export class KhDevicesPage extends KhElement {
  static override properties = { devices: { state: true }, failure: { state: true } };
  declare devices: Device[] | null;
  declare failure: FailureCode | null;

  readonly #clock = new ClockController(this);

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      .card {
        padding-block: var(--kh-space-2);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1.6fr) minmax(0, 1.4fr) minmax(0, 0.8fr) minmax(0, 0.6fr) minmax(0, 0.8fr);
        gap: var(--kh-space-1) var(--kh-space-4);
        align-items: center;
        padding-block: var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      li > * > * {
        display: block;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .online .icon {
        color: var(--kh-good-ink);
      }
      @media (max-width: 800px) {
        li {
          grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.devices = null;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.devices = await listDevices();
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  override render() {
    return html`<div class="page">
      <h1>${msg('Devices')}</h1>
      ${this.failure ? html`<kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>` : nothing}
      ${this.#renderList()}
    </div>`;
  }

  #renderList() {
    if (this.devices === null)
      return this.failure ? nothing : html`<div class="card"><kh-skeleton .lines=${6}></kh-skeleton></div>`;
    if (this.devices.length === 0)
      return html`<div class="card">
        <kh-empty
          symbol="device"
          .heading=${msg('No devices yet')}
          .text=${msg('A device appears here once it has been registered.')}
        ></kh-empty>
      </div>`;
    return html`<div class="card">
      <ul>
        ${this.devices.map((device) => this.#renderDevice(device))}
      </ul>
    </div>`;
  }

  #renderDevice(device: Device) {
    return html`<li>
      <div><strong>${device.label}</strong><span class="soft small">${device.id}</span></div>
      <div class="small">${device.kinds.map(kindWord).join(', ')}</div>
      <div class="small">${this.#stateOf(device)}</div>
      <div class="small">
        ${device.batteryPercent === null ? nothing : msg(str`battery ${Math.round(device.batteryPercent)} %`)}
      </div>
      <div class="soft small">
        ${device.lastSeenAt === null ? msg('never heard') : agoText(device.lastSeenAt, this.#clock.now)}
      </div>
    </li>`;
  }

  #stateOf(device: Device) {
    if (device.revokedAt !== null) return msg('revoked');
    return device.isOnline
      ? html`<span class="state online">${icon('circle-check')}${msg('online')}</span>`
      : html`<span class="state">${icon('wifi-off')}${msg('offline')}</span>`;
  }
}

customElements.define('kh-devices-page', KhDevicesPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-devices-page': KhDevicesPage;
  }
}
