import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Device } from '#contracts/device.ts';
import { ClockController } from '../controllers/clock.ts';
import { Loaded } from '../controllers/loaded.ts';
import { listDevices } from '../data/devices.ts';
import { isBatteryLow } from '../device-standing.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { batteryWords, deviceState, lastSeenWords } from '../words/device.ts';
import { kindWordPlain } from '../words/observation.ts';

const LOOK_AGAIN_MS = 30_000;

/** A patient's own devices: is each there, when was it last heard, does it need a battery; and adding one. */
export class KhMyDevicesPage extends KhElement {
  readonly #clock = new ClockController(this);
  readonly #devices = new Loaded(this, listDevices, { everyMs: LOOK_AGAIN_MS });

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .device {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kh-space-1) var(--kh-space-4);
        align-items: start;
        overflow-wrap: anywhere;
      }
      .device > .icon {
        font-size: 1.5em;
        color: var(--kh-brand);
      }
      .state {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-1) var(--kh-space-2);
      }
      .online .icon {
        color: var(--kh-good-ink);
      }
      .low {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  override render() {
    const { failure } = this.#devices;
    return html`<div class="page">
      <h1>${msg('My devices')}</h1>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#devices.load()}></kh-failure>` : nothing}
      ${this.#renderList()}
      <wa-button class="wide" variant="brand" href="/claim">${icon('plus')}${msg('Add a device')}</wa-button>
    </div>`;
  }

  #renderList() {
    const { value: devices, failure } = this.#devices;
    if (devices === null) return failure ? nothing : html`<kh-skeleton tall .lines=${2}></kh-skeleton>`;
    if (devices.length === 0)
      return html`<div class="card">
        <kh-empty
          symbol="device"
          .heading=${msg('No device of your own yet')}
          .text=${msg('A device that sends its readings by itself comes with a slip. Add it with the code on that slip.')}
        ></kh-empty>
      </div>`;
    return html`<ul class="stack">
      ${devices.map((device) => html`<li class="card device">${icon('device')}${this.#renderDevice(device)}</li>`)}
    </ul>`;
  }

  #renderDevice(device: Device) {
    const { now } = this.#clock;
    const { name, word, symbol } = deviceState(device, now);
    const battery = batteryWords(device);
    return html`<div>
      <h2>${device.label}</h2>
      <p class="soft">${device.kinds.map(kindWordPlain).join(', ')}</p>
      <p class="state ${name}">
        ${icon(symbol)}<span>${word}</span
        ><span class="soft">${msg('last heard:')} ${lastSeenWords(device, now)}</span>
      </p>
      ${
        battery === ''
          ? nothing
          : html`<p class=${isBatteryLow(device) ? 'low' : 'soft'}>${battery}</p>
            ${isBatteryLow(device) ? html`<p>${msg('Please change or charge it soon.')}</p>` : nothing}`
      }
    </div>`;
  }
}

customElements.define('kh-my-devices-page', KhMyDevicesPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-my-devices-page': KhMyDevicesPage;
  }
}
