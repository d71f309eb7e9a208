import { msg } from '@lit/localize';
import { css, html } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { ReadingKind } from '#contracts/reading.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KIND_ICONS, kindWordPlain, READING_KIND_ORDER } from '../words/observation.ts';
import { KhElement } from './kh-element.ts';

/**
 * "What would you like to measure?", as large rows; and the way to a device that does it by itself.
 * @fires kh-kind - `detail` is the kind that was chosen.
 */
export class KhMeasureChoice extends KhElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      .kinds {
        display: grid;
        gap: var(--kh-space-3);
      }
      .kind {
        display: flex;
        align-items: center;
        gap: var(--kh-space-4);
        inline-size: 100%;
        min-block-size: 92px;
        padding: var(--kh-space-4) var(--kh-space-5);
        border: 0;
        border-radius: var(--kh-radius-l);
        background: var(--kh-surface);
        box-shadow: var(--kh-shadow-m);
        font-size: var(--kh-text-l);
        font-weight: var(--kh-weight-strong);
        text-align: start;
        cursor: pointer;
      }
      .kind:hover {
        background: var(--kh-brand-soft);
      }
      .kind > .icon:first-child {
        font-size: 1.4em;
      }
      .kind > .icon:last-child {
        margin-inline-start: auto;
        color: var(--kh-ink-faint);
      }
      .blood-pressure > .icon:first-child {
        color: var(--kh-blood-pressure);
      }
      .glucose > .icon:first-child {
        color: var(--kh-glucose);
      }
      .heart-rate > .icon:first-child {
        color: var(--kh-heart-rate);
      }
      .whole {
        white-space: nowrap;
      }
    `,
  ];

  override render() {
    return html`<h1>${msg('What would you like to measure?')}</h1>
      <div class="kinds">
        ${READING_KIND_ORDER.map(
          (kind) =>
            html`<button class="kind ${kind}" type="button" data-kind=${kind} @click=${() => this.#choose(kind)}>
              ${icon(KIND_ICONS[kind])}<span>${kindWordPlain(kind)}</span>${icon('chevron-right')}
            </button>`,
        )}
      </div>
      <wa-button class="wide" appearance="outlined" href="/measure/pair"
        >${icon('device')}${msg('Connect a device by Bluetooth')}</wa-button
      >
      <p class="soft">
        ${msg('A device of yours can send its readings by itself:')}
        <a class="whole" href="/devices">${msg('My devices')}</a>
      </p>`;
  }

  #choose(kind: ReadingKind): void {
    this.dispatchEvent(new CustomEvent('kh-kind', { detail: kind }));
  }
}

customElements.define('kh-measure-choice', KhMeasureChoice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-measure-choice': KhMeasureChoice;
  }
  interface GlobalEventHandlersEventMap {
    'kh-kind': CustomEvent<ReadingKind>;
  }
}
