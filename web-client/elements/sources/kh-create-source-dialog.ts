import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { z } from 'zod';
import type { IntakeSecret } from '#contracts/intake.ts';
import { createIntakeSource, intakeAddress } from '../../data/intake-sources.ts';
import { sourceFailureWords } from '../../words/intake-source.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

/** As the address takes it (`IntakeSourceId` of the contract, whose schema is not loaded into the page). */
const SOURCE_ID = /^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$/;

/**
 * Registers a system that sends readings by webhook: what it is called, and its part of the address.
 * @fires kh-source-created - `detail` is the source with its secret.
 */
export class KhCreateSourceDialog extends KhActionDialog {
  static override properties = { sourceId: { state: true }, problem: { state: true } };
  declare sourceId: string;
  declare problem: 'label' | 'id' | null;

  constructor() {
    super();
    this.sourceId = '';
    this.problem = null;
  }

  show(): void {
    this.sourceId = '';
    this.problem = null;
    this.open();
  }

  override render() {
    return this.renderDialog({
      heading: msg('Register a source'),
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
      }`;
  }

  protected override problemWords(): string | null {
    switch (this.problem) {
      case 'label':
        return msg('Please give the source a name.');
      case 'id':
        return msg('The short name has 3 to 64 small letters, digits or dashes, and a dash at neither end.');
      case null:
        if (this.failure === 'conflict')
          return msg('There is a source with this short name already. One that was revoked keeps its name, too.');
        return this.failure === null ? null : sourceFailureWords(this.failure);
    }
  }

  readonly #onId = (event: Event): void => {
    this.sourceId = (event.target as WaInput).value?.trim() ?? '';
    this.problem = null;
    this.failure = null;
  };

  protected override async act(): Promise<Acted> {
    const label = this.renderRoot.querySelector<WaInput>('wa-input[name=label]')?.value?.trim() ?? '';
    this.problem = label === '' ? 'label' : SOURCE_ID.test(this.sourceId) ? null : 'id';
    if (this.problem !== null) return 'missing';
    const created = await createIntakeSource({ id: this.sourceId, label });
    return new CustomEvent('kh-source-created', { detail: created });
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
