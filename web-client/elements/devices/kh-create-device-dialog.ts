import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { CreatedDevice } from '#contracts/device.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { createDevice } from '../../data/devices.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { failureWords } from '../../words/failure.ts';
import { kindWord, READING_KIND_ORDER } from '../../words/observation.ts';
import { KhElement } from '../kh-element.ts';

/**
 * Registers a device: what it is called and what it measures.
 * @fires kh-created - `detail` is the device with its secret and claim code.
 */
export class KhCreateDeviceDialog extends KhElement {
  static override properties = {
    isOpen: { state: true },
    kinds: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare isOpen: boolean;
  declare kinds: readonly ReadingKind[];
  declare problem: FailureCode | 'label' | 'kinds' | null;
  declare busy: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    choiceStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
    this.kinds = ['blood-pressure'];
    this.problem = null;
    this.busy = false;
  }

  show(): void {
    this.kinds = ['blood-pressure'];
    this.problem = null;
    this.isOpen = true;
  }

  override render() {
    return html`<wa-dialog .label=${msg('Register a device')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${
        this.isOpen
          ? html`<form @submit=${this.#onSubmit} novalidate>
            <wa-input
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
            </fieldset>
            <div role="alert">
              ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
            </div>
          </form>`
          : nothing
      }
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="register" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Register')}</wa-button
      >
    </wa-dialog>`;
  }

  #problemWords(problem: FailureCode | 'label' | 'kinds'): string {
    if (problem === 'label') return msg('Please give the device a name.');
    return problem === 'kinds' ? msg('Please choose what it measures.') : failureWords(problem);
  }

  readonly #onKind = (event: Event): void => {
    const { value, checked } = event.target as HTMLInputElement;
    this.kinds = READING_KIND_ORDER.filter((kind) => (kind === value ? checked : this.kinds.includes(kind)));
    this.problem = null;
  };

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#create();
  };

  readonly #onConfirm = (): void => void this.#create();

  async #create(): Promise<void> {
    if (this.busy) return;
    const label = this.renderRoot.querySelector<WaInput>('wa-input')?.value?.trim() ?? '';
    if (label === '' || this.kinds.length === 0) {
      this.problem = label === '' ? 'label' : 'kinds';
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      const created = await createDevice({ label, kinds: [...this.kinds] });
      this.isOpen = false;
      this.dispatchEvent(new CustomEvent('kh-created', { detail: created }));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
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
