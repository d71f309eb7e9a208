import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { CreatedDevice, Device } from '#contracts/device.ts';
import type { Me } from '#contracts/user.ts';
import { ClockController } from '../controllers/clock.ts';
import { Loaded } from '../controllers/loaded.ts';
import { PatientsController } from '../controllers/patients.ts';
import { endAssignment, issueClaimCode, listDevices, revokeDevice, rotateSecret } from '../data/devices.ts';
import { isBatteryLow, isSilent, isUnassigned, type Assignment } from '../device-standing.ts';
import '../elements/devices/kh-assign-device-dialog.ts';
import '../elements/devices/kh-create-device-dialog.ts';
import '../elements/devices/kh-device-row.ts';
import type { DeviceAction } from '../elements/devices/kh-device-row.ts';
import '../elements/devices/kh-device-secrets-dialog.ts';
import type { DeviceSecrets } from '../elements/devices/kh-device-secrets-dialog.ts';
import '../elements/kh-confirm-dialog.ts';
import type { Question } from '../elements/kh-confirm-dialog.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { choiceStyles } from '../styles/choice.ts';
import { pageStyles } from '../styles/layout.ts';

const LOOK_AGAIN_MS = 30_000;

const FILTERS = ['all', 'silent', 'battery', 'unassigned'] as const;
type Filter = (typeof FILTERS)[number];

const filterWord = (filter: Filter): string => {
  switch (filter) {
    case 'all':
      return msg('All');
    case 'silent':
      return msg('Silent for a day');
    case 'battery':
      return msg('Battery low');
    case 'unassigned':
      return msg('Not assigned');
  }
};

const isWanted = (device: Device, filter: Filter, now: Date): boolean => {
  switch (filter) {
    case 'all':
      return true;
    case 'silent':
      return isSilent(device, now);
    case 'battery':
      return isBatteryLow(device);
    case 'unassigned':
      return isUnassigned(device);
  }
};

/** The inventory: which devices there are, who has them, how they are, and what to do with each. */
export class KhDevicesPage extends KhElement {
  static override properties = { me: { attribute: false }, filter: { state: true } };
  declare me: Me | undefined;
  declare filter: Filter;

  readonly #clock = new ClockController(this);
  readonly #patients = new PatientsController(this);
  readonly #devices = new Loaded(this, listDevices, { everyMs: LOOK_AGAIN_MS });

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    choiceStyles,
    pageStyles,
    css`
      .card {
        padding-block: var(--kh-space-2);
      }
      li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      @media (max-width: 600px) {
        .choices {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
        .choice {
          gap: var(--kh-space-2);
          padding-inline: var(--kh-space-3);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.filter = 'all';
  }

  override render() {
    const { failure } = this.#devices;
    return html`<div class="page">
        <div class="row spread">
          <h1>${msg('Devices')}</h1>
          <wa-button id="new" variant="brand" @click=${this.#onNew}>${icon('plus')}${msg('Register a device')}</wa-button>
        </div>
        ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#devices.load()}></kh-failure>` : nothing}
        ${this.#renderList()}
      </div>
      <kh-create-device-dialog @kh-created=${this.#onCreated}></kh-create-device-dialog>
      <kh-device-secrets-dialog></kh-device-secrets-dialog>
      <kh-assign-device-dialog
        .patients=${this.#patients.patients ?? []}
        @kh-assigned=${() => void this.#devices.load()}
      ></kh-assign-device-dialog>
      <kh-confirm-dialog></kh-confirm-dialog>`;
  }

  #renderList() {
    const { value: devices, failure } = this.#devices;
    const { now } = this.#clock;
    if (devices === null)
      return failure ? nothing : html`<div class="card"><kh-skeleton .lines=${6}></kh-skeleton></div>`;
    if (devices.length === 0)
      return html`<div class="card">
        <kh-empty
          symbol="device"
          .heading=${msg('No devices yet')}
          .text=${msg('A device appears here once it has been registered.')}
        ></kh-empty>
      </div>`;
    const shown = devices.filter((device) => isWanted(device, this.filter, now));
    return html`${this.#renderFilters(devices, now)}
      <div class="card">
        ${
          shown.length === 0
            ? html`<kh-empty symbol="check" .heading=${msg('None of these')}></kh-empty>`
            : html`<ul>
              ${shown.map((device) => html`<li>${this.#renderDevice(device, now)}</li>`)}
            </ul>`
        }
      </div>`;
  }

  #renderFilters(devices: readonly Device[], now: Date) {
    return html`<fieldset>
      <legend class="visually-hidden">${msg('Show')}</legend>
      <div class="choices">
        ${FILTERS.map(
          (filter) =>
            html`<label class="choice"
            ><input
              type="radio"
              name="filter"
              value=${filter}
              .checked=${this.filter === filter}
              @change=${() => (this.filter = filter)}
            /><span
              >${filterWord(filter)}
              <span class="soft">${devices.filter((device) => isWanted(device, filter, now)).length}</span></span
            ></label
          >`,
        )}
      </div>
    </fieldset>`;
  }

  #renderDevice(device: Device, now: Date) {
    return html`<kh-device-row
      .device=${device}
      .now=${now}
      .patients=${this.#patients.patients ?? []}
      ?mayAssign=${this.me?.role === 'clinician'}
      @kh-device-action=${this.#onAction}
    ></kh-device-row>`;
  }

  readonly #onNew = (): void => {
    this.renderRoot.querySelector('kh-create-device-dialog')?.show();
  };

  readonly #onCreated = (event: CustomEvent<CreatedDevice>): void => {
    const { device, credentials, claim } = event.detail;
    this.#showSecrets(device, { credentials, claim });
    void this.#devices.load();
  };

  readonly #onAction = (event: CustomEvent<DeviceAction>): void => {
    const action = event.detail;
    switch (action.name) {
      case 'assign':
        this.renderRoot.querySelector('kh-assign-device-dialog')?.show(action.device);
        return;
      case 'end-assignment':
        this.#askToEnd(action.device, action.assignment);
        return;
      case 'claim-code':
        this.#askForClaimCode(action.device);
        return;
      case 'rotate':
        this.#askToRotate(action.device);
        return;
      case 'revoke':
        this.#askToRevoke(action.device);
    }
  };

  #askToEnd(device: Device, { patientId, userSlot }: Assignment): void {
    const name = this.#patients.find(patientId)?.name ?? msg('a patient of yours');
    this.#ask({
      heading: msg('End the assignment'),
      text: msg(
        str`What “${device.label}” sends from now on no longer goes into the record of ${name}. What it sent before stays there.`,
      ),
      action: msg('End the assignment'),
      run: async () => {
        await endAssignment(device.id, { patientId, ...(userSlot === null ? {} : { userSlot }) });
        await this.#devices.load();
      },
    });
  }

  #askForClaimCode(device: Device): void {
    this.#ask({
      heading: msg('New claim code'),
      text: msg(str`The earlier code of “${device.label}” stops working.`),
      action: msg('Make a new code'),
      run: async () => this.#showSecrets(device, { credentials: null, claim: await issueClaimCode(device.id) }),
    });
  }

  #askToRotate(device: Device): void {
    this.#ask({
      heading: msg('New secret'),
      text: msg(
        str`The secret of “${device.label}” stops working at once, and the device is cut off until it has the new one.`,
      ),
      action: msg('Make a new secret'),
      run: async () => {
        const { credentials } = await rotateSecret(device.id);
        this.#showSecrets(device, { credentials, claim: null });
      },
    });
  }

  #askToRevoke(device: Device): void {
    this.#ask({
      heading: msg('Revoke the device'),
      text: msg(
        str`“${device.label}” (${device.id}) is cut off within a second, for good, and is nobody’s from now on. This cannot be undone.`,
      ),
      action: msg(str`Revoke “${device.label}”`),
      run: async () => {
        await revokeDevice(device.id);
        await this.#devices.load();
      },
    });
  }

  #ask(question: Question): void {
    this.renderRoot.querySelector('kh-confirm-dialog')?.ask(question);
  }

  #showSecrets({ id, label }: Device, secrets: Pick<DeviceSecrets, 'credentials' | 'claim'>): void {
    this.renderRoot.querySelector('kh-device-secrets-dialog')?.show({ deviceId: id, label, ...secrets });
  }
}

customElements.define('kh-devices-page', KhDevicesPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-devices-page': KhDevicesPage;
  }
}
