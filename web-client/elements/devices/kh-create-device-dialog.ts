import { msg } from '@lit/localize';
import { html } from 'lit';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { CreatedDevice } from '#contracts/device.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { createDevice } from '../../data/devices.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { kindWord, READING_KIND_ORDER } from '../../words/observation.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

/**
 * Registers a device: what it is called and what it measures.
 * @fires kh-created - `detail` is the device with its secret and claim code.
 */
export class KhCreateDeviceDialog extends KhActionDialog {
  static override properties = { kinds: { state: true }, problem: { state: true } };
  declare kinds: readonly ReadingKind[];
  declare problem: 'label' | 'kinds' | null;

  static override styles = [KhActionDialog.styles, choiceStyles];

  constructor() {
    super();
    this.kinds = ['blood-pressure'];
    this.problem = null;
  }

  show(): void {
    this.kinds = ['blood-pressure'];
    this.problem = null;
    this.open();
  }

  override render() {
    return this.renderDialog({
      heading: msg('Register a device'),
      body: this.#renderFields(),
      action: msg('Register'),
      actionId: 'register',
    });
  }

  #renderFields() {
    return html`<wa-input
        name="label"
        maxlength="120"
        autocomplete="off"
        .label=${msg('Name')}
        .hint=${msg('As the patient knows it, such as “Upper-arm cuff”. No names of people.')}
      ></wa-input>
      <fieldset>
        <legend>${msg('It measures')}</legend>
        <div class="choices">
          ${READING_KIND_ORDER.map(
            (kind) =>
              html`<label class="choice"
              ><input
                type="checkbox"
                value=${kind}
                .checked=${this.kinds.includes(kind)}
                @change=${this.#onKind}
              /><span>${kindWord(kind)}</span></label
            >`,
          )}
        </div>
      </fieldset>`;
  }

  protected override problemWords(): string | null {
    switch (this.problem) {
      case 'label':
        return msg('Please give the device a name.');
      case 'kinds':
        return msg('Please choose what it measures.');
      case null:
        return null;
    }
  }

  readonly #onKind = (event: Event): void => {
    const { value, checked } = event.target as HTMLInputElement;
    this.kinds = READING_KIND_ORDER.filter((kind) => (kind === value ? checked : this.kinds.includes(kind)));
    this.problem = null;
  };

  protected override async act(): Promise<Acted> {
    const label = this.renderRoot.querySelector<WaInput>('wa-input')?.value?.trim() ?? '';
    this.problem = label === '' ? 'label' : this.kinds.length === 0 ? 'kinds' : null;
    if (this.problem !== null) return 'missing';
    const created = await createDevice({ label, kinds: [...this.kinds] });
    return new CustomEvent('kh-created', { detail: created });
  }
}

customElements.define('kh-create-device-dialog', KhCreateDeviceDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-create-device-dialog': KhCreateDeviceDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-created': CustomEvent<CreatedDevice>;
  }
}
