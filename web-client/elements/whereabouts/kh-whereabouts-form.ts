import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type { ADDRESS_LENGTH, Whereabouts } from '#contracts/whereabouts.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { tellWhereabouts } from '../../data/whereabouts.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';

const LONGEST: typeof ADDRESS_LENGTH = 300;

/**
 * An address, and that the patient is there now. What was typed stays until it is kept.
 * @fires kh-whereabouts-told - `detail` is where the patient is.
 */
export class KhWhereaboutsForm extends KhElement {
  static override properties = {
    consultationId: { attribute: false },
    suggested: { attribute: false },
    label: { attribute: false },
    action: { attribute: false },
    typed: { state: true },
    isMissing: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare consultationId: string;
  /** What it starts with: the address of an earlier visit is often that of this one. */
  declare suggested: string;
  declare label: string;
  declare action: string;
  declare typed: string | null;
  declare isMissing: boolean;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        justify-items: start;
      }
      wa-textarea {
        inline-size: 100%;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.consultationId = '';
    this.suggested = '';
    this.label = '';
    this.action = '';
    this.typed = null;
    this.isMissing = false;
    this.busy = false;
    this.failure = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('consultationId')) this.typed = null;
  }

  override render() {
    return html`<form novalidate @submit=${this.#onSubmit}>
      <wa-textarea
        name="address"
        rows="2"
        resize="auto"
        autocomplete="street-address"
        maxlength=${LONGEST}
        ?readonly=${this.busy}
        .label=${this.label}
        .hint=${msg('Town, street, number, floor; what helps to find the door.')}
        .value=${this.typed ?? this.suggested}
        @input=${this.#onInput}
      ></wa-textarea>
      <div role="alert">
        ${this.isMissing ? html`<p class="problem">${msg('Please write where it is.')}</p>` : nothing}
      </div>
      ${
        this.failure === 'conflict'
          ? html`<p class="problem">${msg('The visit is over.')}</p>`
          : this.failure === null
            ? nothing
            : html`<kh-failure without-retry .code=${this.failure}></kh-failure>`
      }
      <wa-button id="tell-whereabouts" type="submit" variant="brand" ?loading=${this.busy}>${this.action}</wa-button>
    </form>`;
  }

  readonly #onInput = (event: Event): void => {
    this.typed = (event.currentTarget as WaTextarea).value ?? '';
    this.isMissing = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#tell();
  };

  async #tell(): Promise<void> {
    const address = (this.typed ?? this.suggested).trim();
    this.isMissing = address === '';
    if (this.isMissing || this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      const told = await tellWhereabouts(this.consultationId, address);
      this.typed = null;
      this.dispatchEvent(new CustomEvent('kh-whereabouts-told', { detail: told }));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-whereabouts-form', KhWhereaboutsForm);
declare global {
  interface HTMLElementTagNameMap {
    'kh-whereabouts-form': KhWhereaboutsForm;
  }
  interface GlobalEventHandlersEventMap {
    'kh-whereabouts-told': CustomEvent<Whereabouts | null>;
  }
}
