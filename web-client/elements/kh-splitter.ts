import { msg } from '@lit/localize';
import { css, html } from 'lit';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

const LEAST = 30;
const MOST = 75;
const STEP = 2;

/**
 * The line between two columns, to be moved by hand or with the arrow keys. Only the proportion changes: what stands in
 * the columns, such as a running call, stays as it is.
 * @fires kh-split - `detail` is the first column's share in percent.
 */
export class KhSplitter extends KhElement {
  static override properties = { share: { type: Number } };
  declare share: number;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        touch-action: none;
        cursor: col-resize;
      }
      .handle {
        display: grid;
        place-items: center;
        inline-size: 100%;
        block-size: 100%;
      }
      .handle::before {
        content: '';
        inline-size: 4px;
        block-size: 3rem;
        border-radius: var(--kh-radius-pill);
        background: var(--kh-line-strong);
        opacity: 0.6;
      }
      .handle:hover::before,
      .handle:focus-visible::before {
        opacity: 1;
      }
    `,
  ];

  constructor() {
    super();
    this.share = 60;
  }

  override render() {
    return html`<div
      class="handle"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${msg('Width of the video')}
      aria-valuenow=${Math.round(this.share)}
      aria-valuemin=${LEAST}
      aria-valuemax=${MOST}
      @keydown=${this.#onKey}
      @pointerdown=${this.#onDown}
    ></div>`;
  }

  #tell(share: number): void {
    this.share = Math.min(MOST, Math.max(LEAST, share));
    this.dispatchEvent(new CustomEvent('kh-split', { detail: this.share }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#tell(this.share + step);
  };

  readonly #onDown = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    const row = this.parentElement?.getBoundingClientRect();
    if (!row) return;
    handle.setPointerCapture(event.pointerId);
    const move = ({ clientX }: PointerEvent): void => this.#tell((100 * (clientX - row.left)) / row.width);
    const stop = (): void => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', stop);
      handle.removeEventListener('pointercancel', stop);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', stop);
    handle.addEventListener('pointercancel', stop);
  };
}

customElements.define('kh-splitter', KhSplitter);
declare global {
  interface HTMLElementTagNameMap {
    'kh-splitter': KhSplitter;
  }
  interface GlobalEventHandlersEventMap {
    'kh-split': CustomEvent<number>;
  }
}
