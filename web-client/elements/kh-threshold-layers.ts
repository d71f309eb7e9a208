import { msg } from '@lit/localize';
import { css, html } from 'lit';
import { SWITCHABLE_LAYERS, type SwitchableLayer } from '#contracts/threshold.ts';
import { baseStyles } from '../styles/base.ts';
import { choiceStyles } from '../styles/choice.ts';
import { layerWord } from '../words/threshold.ts';
import { KhElement } from './kh-element.ts';

/**
 * Which layers of detection watch one patient.
 * @fires kh-layers-off - `detail` are the layers that are left off; only on a user's click.
 */
export class KhThresholdLayers extends KhElement {
  static override properties = { layersOff: { attribute: false }, disabled: { type: Boolean } };
  declare layersOff: readonly SwitchableLayer[];
  declare disabled: boolean;

  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
      }
    `,
  ];

  constructor() {
    super();
    this.layersOff = [];
    this.disabled = false;
  }

  override render() {
    return html`<fieldset ?disabled=${this.disabled}>
      <legend>${msg('What else watches this patient')}</legend>
      <p class="soft">${msg('The crisis rules always do; nothing below silences them.')}</p>
      ${SWITCHABLE_LAYERS.map(
        (layer) =>
          html`<label class="choice">
            <input
              type="checkbox"
              .checked=${!this.layersOff.includes(layer)}
              @change=${(event: Event) => this.#onChange(layer, (event.target as HTMLInputElement).checked)}
            />
            <span>${layerWord(layer)}</span>
          </label>`,
      )}
    </fieldset>`;
  }

  #onChange(layer: SwitchableLayer, isOn: boolean): void {
    const others = this.layersOff.filter((off) => off !== layer);
    this.dispatchEvent(new CustomEvent('kh-layers-off', { detail: isOn ? others : [...others, layer] }));
  }
}

customElements.define('kh-threshold-layers', KhThresholdLayers);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-layers': KhThresholdLayers;
  }
}
