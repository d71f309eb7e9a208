import { msg } from '@lit/localize';
import { css, html, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Whereabouts } from '#contracts/whereabouts.ts';
import { Loaded } from '../../controllers/loaded.ts';
import { readWhereabouts } from '../../data/whereabouts.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import '../kh-skeleton.ts';
import './kh-whereabouts-form.ts';

/** Asks a patient before a visit where they are: in an emergency the doctor sends help there. */
export class KhWhereYouAre extends KhElement {
  static override properties = { consultationId: { attribute: false }, isChanging: { state: true } };
  declare consultationId: string;
  declare isChanging: boolean;

  readonly #whereabouts = new Loaded<{ of: string; told: Whereabouts | null }>(this, async () => {
    const of = this.consultationId;
    return { of, told: await readWhereabouts(of) };
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .place {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kh-space-3);
        overflow-wrap: anywhere;
        white-space: pre-line;
      }
      .place .icon {
        margin-block-start: 0.15em;
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.consultationId = '';
    this.isChanging = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('consultationId') && this.consultationId !== '') void this.#whereabouts.load();
  }

  override render() {
    const { value, failure } = this.#whereabouts;
    if (value?.of !== this.consultationId)
      return failure === null
        ? html`<kh-skeleton .lines=${2}></kh-skeleton>`
        : html`<kh-failure .code=${failure} @kh-retry=${() => void this.#whereabouts.load()}></kh-failure>`;
    const { told } = value;
    if (told?.isOfThisVisit === true && !this.isChanging)
      return html`<p class="place" id="place">${icon('check')}<strong>${told.address}</strong></p>
        <wa-button id="change-whereabouts" class="wide" appearance="outlined" @click=${this.#onChange}
          >${msg('I am somewhere else')}</wa-button
        >`;
    return html`<p>${msg('If you need help fast, your doctor can send it there.')}</p>
      <kh-whereabouts-form
        .consultationId=${this.consultationId}
        .suggested=${told?.address ?? ''}
        .label=${msg('Your address at this moment')}
        .action=${msg('Yes, I am there now')}
        @kh-whereabouts-told=${this.#onTold}
      ></kh-whereabouts-form>`;
  }

  readonly #onChange = (): void => {
    this.isChanging = true;
  };

  readonly #onTold = (): void => {
    this.isChanging = false;
    void this.#whereabouts.load();
  };
}

customElements.define('kh-where-you-are', KhWhereYouAre);
declare global {
  interface HTMLElementTagNameMap {
    'kh-where-you-are': KhWhereYouAre;
  }
}
