import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Device } from '#contracts/device.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import { isBatteryLow, runningAssignments, type Assignment } from '../../device-standing.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { batteryWords, deviceState, lastSeenWords, slotWords } from '../../words/device.ts';
import { kindWord } from '../../words/observation.ts';
import { KhElement } from '../kh-element.ts';

export type DeviceAction =
  | { name: 'assign' | 'rotate' | 'claim-code' | 'revoke'; device: Device }
  | { name: 'end-assignment'; device: Device; assignment: Assignment };

/**
 * One device of the inventory; its actions unfold under it.
 * @fires kh-device-action - `detail` says what to do with which device; only on a user's click.
 */
export class KhDeviceRow extends KhElement {
  static override properties = {
    device: { attribute: false },
    now: { attribute: false },
    patients: { attribute: false },
    mayAssign: { type: Boolean },
    isUnfolded: { state: true },
  };
  declare device: Device | undefined;
  declare now: Date;
  /** Those whom the reader may know by name. */
  declare patients: readonly PatientSummary[];
  declare mayAssign: boolean;
  declare isUnfolded: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .facts {
        display: grid;
        grid-template-columns:
          minmax(0, 1.6fr) minmax(0, 1.3fr) minmax(0, 1.2fr) minmax(0, 0.9fr) minmax(0, 0.9fr)
          auto;
        gap: var(--kh-space-1) var(--kh-space-4);
        align-items: center;
        padding-block: var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      .facts > div > * {
        display: block;
      }
      .facts .state {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .online .icon {
        color: var(--kh-good-ink);
      }
      .silent,
      .low {
        font-weight: var(--kh-weight-strong);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-2);
        padding-block-end: var(--kh-space-4);
      }
      .holders {
        display: grid;
        gap: var(--kh-space-2);
        padding-block-end: var(--kh-space-3);
      }
      .holders li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-2) var(--kh-space-4);
      }
      @media (max-width: 800px) {
        .facts {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          align-items: start;
        }
        .facts > :first-child {
          grid-column: 1 / -1;
        }
        .facts > .quiet-button {
          grid-column: 1 / -1;
          justify-self: start;
          margin-inline-start: calc(-1 * var(--kh-space-3));
        }
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
    this.patients = [];
    this.mayAssign = false;
    this.isUnfolded = false;
  }

  override render() {
    const { device, now } = this;
    if (!device) return nothing;
    const { name, word, symbol } = deviceState(device, now);
    return html`<div class="facts">
        <div><strong>${device.label}</strong><span class="soft small">${device.id}</span></div>
        <div class="small">${device.kinds.map(kindWord).join(', ')}</div>
        <div class="small">${this.#renderHolders(device)}</div>
        <div class="small"><span class="state ${name}">${icon(symbol)}${word}</span></div>
        <div class="small soft">
          <span>${msg('last heard:')} ${lastSeenWords(device, now)}</span>
          <span class=${isBatteryLow(device) ? 'low' : ''}>${batteryWords(device)}</span>
          ${device.firmware === null ? nothing : html`<span>${msg(str`firmware ${device.firmware}`)}</span>`}
        </div>
        ${device.revokedAt === null ? this.#renderUnfold(device) : html`<span></span>`}
      </div>
      ${this.isUnfolded && device.revokedAt === null ? this.#renderActions(device) : nothing}`;
  }

  #renderUnfold(device: Device) {
    return html`<button class="quiet-button" type="button" aria-expanded=${this.isUnfolded} @click=${this.#onUnfold}>
      ${icon(this.isUnfolded ? 'chevron-up' : 'chevron-down')}<span>${msg('Manage')}</span
      ><span class="visually-hidden">${device.label}</span>
    </button>`;
  }

  #renderHolders(device: Device) {
    const running = runningAssignments(device, this.now);
    if (running.length > 0) return running.map((assignment) => html`<span>${this.#holder(assignment)}</span>`);
    if (device.revokedAt !== null) return nothing;
    return html`<span class="soft">${device.isInUse ? msg('in use') : msg('not assigned')}</span>`;
  }

  #holder({ patientId, userSlot }: Assignment): string {
    const name = this.patients.find(({ id }) => id === patientId)?.name ?? msg('a patient of yours');
    return userSlot === null ? name : `${name}, ${slotWords(userSlot)}`;
  }

  #renderActions(device: Device) {
    const running = this.mayAssign ? runningAssignments(device, this.now) : [];
    return html`<ul class="holders">
        ${running.map(
          (assignment) =>
            html`<li>
            <span>${this.#holder(assignment)}</span>
            <wa-button
              size="small"
              appearance="outlined"
              @click=${() => this.#act({ name: 'end-assignment', device, assignment })}
              >${msg('End the assignment')}</wa-button
            >
          </li>`,
        )}
      </ul>
      <div class="actions">
        ${this.mayAssign ? this.#renderAction('assign', msg('Assign'), device) : nothing}
        ${this.#renderAction('claim-code', msg('New claim code'), device)}
        ${this.#renderAction('rotate', msg('New secret'), device)}
        ${this.#renderAction('revoke', msg('Revoke'), device)}
      </div>`;
  }

  #renderAction(name: 'assign' | 'rotate' | 'claim-code' | 'revoke', word: string, device: Device) {
    return html`<wa-button
      data-action=${name}
      size="small"
      appearance="outlined"
      @click=${() => this.#act({ name, device })}
      >${word}</wa-button
    >`;
  }

  #act(action: DeviceAction): void {
    this.dispatchEvent(new CustomEvent('kh-device-action', { detail: action }));
  }

  readonly #onUnfold = (): void => {
    this.isUnfolded = !this.isUnfolded;
  };
}

customElements.define('kh-device-row', KhDeviceRow);
declare global {
  interface HTMLElementTagNameMap {
    'kh-device-row': KhDeviceRow;
  }
  interface GlobalEventHandlersEventMap {
    'kh-device-action': CustomEvent<DeviceAction>;
  }
}
