import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { z } from 'zod';
import type { IntakeSecret } from '#contracts/intake.ts';
import { createIntakeSource, intakeAddress } from '../../data/intake-sources.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { sourceFailureWords } from '../../words/intake-source.ts';
import { KhElement } from '../kh-element.ts';

/** As the address takes it (`IntakeSourceId` of the contract, whose schema is not loaded into the page). */
const SOURCE_ID = /^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$/;

/**
 * Registers a system that sends readings by webhook: what it is called, and its part of the address.
 * @fires kh-source-created - `detail` is the source with its secret.
 */
export class KhCreateSourceDialog extends KhElement {
  static override properties = {
    isOpen: { state: true },
    sourceId: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare isOpen: boolean;
  declare sourceId: string;
  declare problem: FailureCode | 'label' | 'id' | null;
  declare busy: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        overflow-wrap: anywhere;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
    this.sourceId = '';
    this.problem = null;
    this.busy = false;
  }

  show(): void {
    this.sourceId = '';
    this.problem = null;
    this.isOpen = true;
  }

  override render() {
    return html`<wa-dialog .label=${msg('Register a source')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${this.isOpen ? this.#renderForm() : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="register" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Register')}</wa-button
      >
    </wa-dialog>`;
  }

  #renderForm() {
    // Enter submits a form of several fields only where it has a button for that; ours is in the dialog's footer.
    return html`<form @submit=${this.#onSubmit} novalidate>
      <input type="submit" hidden />
      <wa-input
        name="label"
        maxlength="120"
        autocomplete="off"
        .label=${msg('Name')}
        .hint=${msg('As the staff know it, such as “Health app of the region”. No names of people.')}
      ></wa-input>
      <wa-input
        name="id"
        maxlength="64"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        .label=${msg('Short name in the address')}
        .hint=${msg('Small letters, digits and dashes. It cannot be changed later.')}
        @input=${this.#onId}
      ></wa-input>
      ${
        SOURCE_ID.test(this.sourceId)
          ? html`<p class="soft small">${msg('It will send to:')} ${intakeAddress(this.sourceId)}</p>`
          : nothing
      }
      <div role="alert">
        ${this.problem === null ? nothing : html`<p class="problem">${this.#problemWords(this.problem)}</p>`}
      </div>
    </form>`;
  }

  #problemWords(problem: FailureCode | 'label' | 'id'): string {
    switch (problem) {
      case 'label':
        return msg('Please give the source a name.');
      case 'id':
        return msg('The short name has 3 to 64 small letters, digits or dashes, and a dash at neither end.');
      case 'conflict':
        return msg('There is a source with this short name already. One that was revoked keeps its name, too.');
      default:
        return sourceFailureWords(problem);
    }
  }

  readonly #onId = (event: Event): void => {
    this.sourceId = (event.target as WaInput).value?.trim() ?? '';
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
    const label = this.renderRoot.querySelector<WaInput>('wa-input[name=label]')?.value?.trim() ?? '';
    if (label === '' || !SOURCE_ID.test(this.sourceId)) {
      this.problem = label === '' ? 'label' : 'id';
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      const created = await createIntakeSource({ id: this.sourceId, label });
      this.isOpen = false;
      this.dispatchEvent(new CustomEvent('kh-source-created', { detail: created }));
    } catch (error) {
      this.problem = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-create-source-dialog', KhCreateSourceDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-create-source-dialog': KhCreateSourceDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-source-created': CustomEvent<z.infer<typeof IntakeSecret>>;
  }
}
